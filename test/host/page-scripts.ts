/// <reference lib="dom" />
import { createCodec } from './codec.ts';
import type { Codec } from './codec.ts';

/**
 * What runs inside the page. Each function is sent as text, so it uses nothing but its arguments.
 *
 * The preload lives in an isolated world, the page in the main one; the two share the document but no objects. A detached
 * file input, handed over as `relatedTarget` of one event before any script of the page runs, is their private line:
 * messages are its attributes, files its file list, and `dispatchEvent` makes every crossing synchronous, as Electron's is.
 */
export const WORLD = 'Electron Isolated Context';
export const BINDING = '__electronHost';
export const RECEIVE = '__electronHostReceive';
const HELLO = 'electron-host-hello';

/** What the page side needs to know of the app. */
export interface PageFacts {
  readonly platform: string;
  readonly versions: Record<string, string>;
}

/** Must be registered before {@link preloadScript}: init scripts run in the order they were registered, across worlds. */
export function mainWorldScript(): string {
  return `(${mainWorld.toString()})(${createBridge.toString()}, (${createCodec.toString()})(), ${JSON.stringify(HELLO)})`;
}

/** Runs `preload` (CommonJS source) in the isolated world, with the `electron` module of a sandboxed renderer. */
export function preloadScript(preload: string, facts: PageFacts): string {
  const names = JSON.stringify({ hello: HELLO, binding: BINDING, receive: RECEIVE, ...facts });
  return (
    `(${isolatedWorld.toString()})(${createBridge.toString()}, (${createCodec.toString()})(), ${names}, ` +
    `function (require, module, exports, process) {${preload}\n})`
  );
}

interface Bridge {
  /** Shows `value` to the other world under `name`. */
  expose(name: string, value: unknown): void;
}

type Wire = { $: string; v: unknown } | readonly Wire[];

/** One end of the line; both worlds run the same text. Functions and promises stay where they are and are called over it. */
function createBridge(line: HTMLInputElement, codec: Codec, outgoing: string, incoming: string): Bridge {
  const kept = new Map<number, (...args: unknown[]) => unknown>();
  const promised = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let lastId = 0;
  const message = (error: unknown) => (error instanceof Error ? error.message : String(error));

  const post = (content: object): unknown => {
    line.setAttribute('data-message', JSON.stringify(content));
    line.dispatchEvent(new Event(outgoing));
    const reply = JSON.parse(line.getAttribute('data-reply') ?? '{}') as { error?: string; value?: Wire };
    if (reply.error !== undefined) throw new Error(reply.error);
    return reply.value === undefined ? undefined : unwrap(reply.value);
  };
  const wrap = (value: unknown): Wire => {
    const id = ++lastId;
    if (typeof value === 'function') {
      kept.set(id, value as () => unknown);
      return { $: 'function', v: id };
    }
    if (value instanceof Promise) {
      value.then(
        (result) => post({ settle: id, value: wrap(result) }),
        (error: unknown) => post({ settle: id, error: message(error) }),
      );
      return { $: 'promise', v: id };
    }
    if (value instanceof File) {
      const transfer = new DataTransfer();
      transfer.items.add(value);
      line.files = transfer.files;
      return { $: 'file', v: 0 };
    }
    if (Array.isArray(value)) return value.map(wrap);
    const proto: unknown = value !== null && typeof value === 'object' ? Object.getPrototypeOf(value) : undefined;
    if (proto === Object.prototype || proto === null) {
      return { $: 'object', v: Object.entries(value as object).map(([key, item]) => [key, wrap(item)]) };
    }
    return { $: 'clone', v: codec.encode(value) };
  };
  const unwrap = (wire: Wire): unknown => {
    if (Array.isArray(wire)) return (wire as readonly Wire[]).map(unwrap);
    const { $: kind, v } = wire as { $: string; v: unknown };
    switch (kind) {
      case 'function':
        return (...args: unknown[]) => post({ call: v, args: args.map(wrap) });
      case 'promise':
        return new Promise((resolve, reject) => promised.set(v as number, { resolve, reject }));
      case 'file':
        return line.files?.[0];
      case 'object':
        return Object.fromEntries((v as [string, Wire][]).map(([key, item]) => [key, unwrap(item)]));
      default:
        return codec.decode(v);
    }
  };
  const freeze = (value: unknown): unknown => {
    const plain = Array.isArray(value) || (value !== null && Object.getPrototypeOf(value ?? 0) === Object.prototype);
    if (plain) Object.values(Object.freeze(value as object)).forEach(freeze);
    return value;
  };
  const receive = (content: Record<string, unknown>): unknown => {
    if (typeof content['expose'] === 'string') {
      if (content['expose'] in window)
        throw new Error('Cannot bind an API on top of an existing property on the window object');
      Object.defineProperty(window, content['expose'], {
        value: freeze(unwrap(content['value'] as Wire)),
        enumerable: true,
      });
      return undefined;
    }
    if (typeof content['call'] === 'number') {
      return kept.get(content['call'])?.(...(content['args'] as Wire[]).map(unwrap));
    }
    const settled = promised.get(content['settle'] as number);
    promised.delete(content['settle'] as number);
    if (typeof content['error'] === 'string') settled?.reject(new Error(content['error']));
    else settled?.resolve(unwrap(content['value'] as Wire));
    return undefined;
  };
  line.addEventListener(incoming, () => {
    let reply: object;
    try {
      reply = {
        value: wrap(receive(JSON.parse(line.getAttribute('data-message') ?? '{}') as Record<string, unknown>)),
      };
    } catch (error) {
      reply = { error: message(error) };
    }
    line.setAttribute('data-reply', JSON.stringify(reply));
  });
  return { expose: (name, value) => void post({ expose: name, value: wrap(value) }) };
}

function mainWorld(bridge: typeof createBridge, codec: Codec, hello: string): void {
  // Electron runs no preload in subframes.
  if (window !== window.top) return;
  document.addEventListener(
    hello,
    (event) => bridge((event as MouseEvent).relatedTarget as HTMLInputElement, codec, 'to-isolated', 'to-main'),
    { once: true },
  );
}

type Listener = (event: object, ...args: unknown[]) => void;

function isolatedWorld(
  bridge: typeof createBridge,
  codec: Codec,
  names: { hello: string; binding: string; receive: string } & PageFacts,
  preload: (require: (name: string) => unknown, module: object, exports: object, process: object) => void,
): void {
  if (window !== window.top) return;
  const line = document.createElement('input');
  line.type = 'file';
  document.dispatchEvent(new MouseEvent(names.hello, { relatedTarget: line }));
  const { expose } = bridge(line, codec, 'to-main', 'to-isolated');

  const world = globalThis as unknown as Record<string, (text: string) => void>;
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  const listeners = new Map<string, { listener: Listener; run: Listener }[]>();
  let dropped: { name: string; size: number | null; path: string }[] = [];
  let lastId = 0;
  const tell = (content: object) => world[names.binding]?.(JSON.stringify(content));
  const encodeAll = (args: unknown[]) => args.map((arg) => codec.encode(arg));

  world[names.receive] = (text) => {
    const content = JSON.parse(text) as Record<string, unknown>;
    if (content['paths']) dropped = content['paths'] as typeof dropped;
    if (typeof content['push'] === 'string') {
      const args = (content['args'] as unknown[]).map((arg) => codec.decode(arg));
      for (const { run } of [...(listeners.get(content['push']) ?? [])])
        run({ sender: ipcRenderer, ports: [] }, ...args);
    }
    const answered = waiting.get(content['reply'] as number);
    waiting.delete(content['reply'] as number);
    if (typeof content['error'] === 'string') answered?.reject(new Error(content['error']));
    else answered?.resolve(codec.decode(content['value']));
  };

  const lacking = (name: string): never => {
    throw new Error(`not implemented: ${name}`);
  };
  const complete = <T extends object>(name: string, target: T): T =>
    new Proxy(target, {
      get: (object, key) =>
        key in object || typeof key === 'symbol' || key === 'then'
          ? Reflect.get(object, key)
          : lacking(`${name}.${key}`),
    });
  const add = (channel: string, listener: Listener, run: Listener) => {
    listeners.set(channel, [...(listeners.get(channel) ?? []), { listener, run }]);
    return ipcRenderer;
  };
  const remove = (channel: string, listener: Listener) => {
    const left = listeners.get(channel) ?? [];
    const index = left.findLastIndex((each) => each.listener === listener);
    listeners.set(channel, index < 0 ? left : left.toSpliced(index, 1));
    return ipcRenderer;
  };
  const ipcRenderer: object = complete('ipcRenderer', {
    invoke: (channel: string, ...args: unknown[]) =>
      new Promise((resolve, reject) => {
        const id = ++lastId;
        const encoded = encodeAll(args);
        waiting.set(id, { resolve, reject });
        tell({ invoke: id, channel, args: encoded });
      }),
    send: (channel: string, ...args: unknown[]) => tell({ channel, args: encodeAll(args) }),
    on: (channel: string, listener: Listener) => add(channel, listener, listener),
    addListener: (channel: string, listener: Listener) => add(channel, listener, listener),
    once: (channel: string, listener: Listener) =>
      add(channel, listener, (event, ...args) => {
        remove(channel, listener);
        listener(event, ...args);
      }),
    off: remove,
    removeListener: remove,
    removeAllListeners: (channel: string) => {
      listeners.delete(channel);
      return ipcRenderer;
    },
  });
  const electron = complete('electron (renderer)', {
    ipcRenderer,
    contextBridge: complete('contextBridge', { exposeInMainWorld: expose }),
    webUtils: complete('webUtils', {
      getPathForFile: (file: File) => {
        if (!(file instanceof File)) throw new TypeError('getPathForFile needs a File');
        return dropped.find((each) => each.name === file.name && (each.size ?? file.size) === file.size)?.path ?? '';
      },
    }),
  });
  const module = { exports: {} };
  const process = {
    type: 'renderer',
    sandboxed: true,
    contextIsolated: true,
    platform: names.platform,
    versions: names.versions,
  };
  const require = (name: string) =>
    name === 'electron' ? electron : lacking(`require('${name}') in a sandboxed preload`);
  preload(require, module, module.exports, process);
}
