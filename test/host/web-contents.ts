import { EventEmitter } from 'node:events';
import { fromChromium, toChromium } from './address.ts';
import type { CdpSession } from './cdp.ts';
import { createCodec } from './codec.ts';
import { HostEvent } from './events.ts';
import { FrameTree } from './frames.ts';
import type { Frame } from './frames.ts';
import { answerInvoke, receiveSend } from './ipc-main.ts';
import { notImplemented, strict } from './not-implemented.ts';
import { BINDING, RECEIVE, WORLD, mainWorldScript, preloadScript } from './page-scripts.ts';
import { grantPermissions } from './permissions.ts';
import { interceptRequests } from './requests.ts';
import { session } from './session.ts';
import { browser, state } from './state.ts';

type OpenHandler = (details: { url: string; frameName: string; features: string; disposition: string }) => {
  action: string;
};

const codec = createCodec();
const all = new Map<number, WebContents>();
let lastId = 0;

/** One page. It is made at once, as in Electron; `attached` resolves when Chromium's side is there. */
export class WebContents extends EventEmitter {
  readonly id = ++lastId;
  readonly session = session.defaultSession;
  readonly attached: Promise<CdpSession>;
  readonly frames = new FrameTree();
  openHandler: OpenHandler = () => ({ action: 'allow' });
  /** The dark or light look that the page is told about. */
  destroyed = false;
  crashed = false;
  loading = false;
  title = '';
  targetId = '';
  pageAsked = false;

  constructor(preload: string | undefined) {
    super();
    all.set(this.id, this);
    this.attached = this.attach(preload);
    // Whoever awaits it meets the error; nobody else may crash over it.
    this.attached.catch(() => {});
  }

  get mainFrame(): Frame {
    return this.frames.main;
  }

  async attach(preload: string | undefined): Promise<CdpSession> {
    const { connection } = browser();
    const { targetId } = await connection.browser.send('Target.createTarget', { url: 'about:blank', newWindow: true });
    const { sessionId } = await connection.browser.send('Target.attachToTarget', { targetId, flatten: true });
    const cdp = connection.session(sessionId as string);
    this.targetId = targetId as string;
    this.listen(cdp);
    await Promise.all([cdp.send('Page.enable'), cdp.send('Runtime.enable'), cdp.send('Inspector.enable')]);
    await this.frames.follow(cdp, WORLD);
    await cdp.send('Runtime.addBinding', { name: BINDING, executionContextName: WORLD });
    await cdp.send('Page.addScriptToEvaluateOnNewDocument', { source: mainWorldScript() });
    if (preload !== undefined) {
      const facts = { platform: process.platform, versions: process.versions as Record<string, string> };
      await cdp.send('Page.addScriptToEvaluateOnNewDocument', {
        source: preloadScript(preload, facts),
        worldName: WORLD,
      });
    }
    await interceptRequests(cdp, (frameId, url) => this.mayNavigate(frameId, url));
    return cdp;
  }

  listen(cdp: CdpSession): void {
    cdp.on('Page.frameRequestedNavigation', ({ frameId }) => {
      if (this.frames.isMain(frameId as string)) this.pageAsked = true;
    });
    cdp.on('Page.domContentEventFired', () => this.emit('dom-ready', new HostEvent()));
    cdp.on('Page.loadEventFired', () => {
      this.loading = false;
      this.emit('did-finish-load', new HostEvent());
    });
    cdp.on('Page.frameNavigated', ({ frame }) => {
      const { id, url } = frame as { id: string; url: string };
      if (this.frames.isMain(id))
        this.emit('did-navigate', new HostEvent(), fromChromium(url, state.schemes), 200, 'OK');
    });
    cdp.on('Page.windowOpen', ({ url, windowName, windowFeatures }) => {
      const { action } = this.openHandler({
        url: fromChromium(url as string, state.schemes),
        frameName: windowName as string,
        features: (windowFeatures as string[]).join(','),
        disposition: 'new-window',
      });
      if (action !== 'deny') notImplemented('opening a second window from a page');
    });
    cdp.on('Runtime.bindingCalled', ({ name, payload, executionContextId }) => {
      if (name === BINDING) this.receive(cdp, executionContextId as number, JSON.parse(payload as string) as Told);
    });
    cdp.on('Runtime.consoleAPICalled', ({ type, args }) => {
      const message = (args as { value?: unknown; description?: string }[])
        .map(({ value, description }) => (typeof value === 'string' ? value : (description ?? JSON.stringify(value))))
        .join(' ');
      this.emit('console-message', new HostEvent({ level: type === 'warn' ? 'warning' : type, message }));
    });
    cdp.on('Runtime.exceptionThrown', ({ exceptionDetails }) => {
      const { exception, text } = exceptionDetails as { text: string; exception?: { description?: string } };
      console.error(`in the page: ${exception?.description ?? text}`);
    });
    cdp.on('Inspector.targetCrashed', () => {
      this.crashed = true;
      this.emit('render-process-gone', new HostEvent(), { reason: 'crashed', exitCode: 1 });
    });
  }

  receive(cdp: CdpSession, context: number, told: Told): void {
    const senderFrame = this.frames.ofContext(context) ?? null;
    const sender = { sender: this, senderFrame, frameId: senderFrame?.frameToken, processId: this.id };
    const args = told.args.map((arg) => codec.decode(arg));
    if (told.invoke === undefined) {
      receiveSend(sender, told.channel, args);
      return;
    }
    const reply = (content: object) => this.tell(cdp, context, { reply: told.invoke, ...content });
    void answerInvoke(sender, told.channel, args)
      .then((value) => reply({ value: codec.encode(value) }))
      .catch((error: unknown) => reply({ error: error instanceof Error ? error.message : String(error) }));
  }

  async tell(cdp: CdpSession, contextId: number, content: object): Promise<void> {
    const expression = `${RECEIVE}(${JSON.stringify(JSON.stringify(content))})`;
    try {
      const { exceptionDetails } = await cdp.send('Runtime.evaluate', { expression, contextId });
      if (exceptionDetails !== undefined) console.error('a listener in the preload threw:', exceptionDetails);
    } catch (error) {
      // The page was left or closed meanwhile; Electron drops the message then, too.
      if (!/Cannot find context|Session with given id|Chromium is gone|Inspected target/.test(String(error)))
        throw error;
    }
  }

  mayNavigate(frameId: string, url: string): boolean {
    const isMain = this.frames.isMain(frameId);
    const event = new HostEvent({
      url,
      isMainFrame: isMain,
      isSameDocument: false,
      frame: isMain ? this.mainFrame : null,
    });
    if (isMain && !this.pageAsked) return true;
    this.pageAsked = false;
    this.emit('will-frame-navigate', event);
    if (isMain && !event.defaultPrevented) this.emit('will-navigate', event, url);
    return !event.defaultPrevented;
  }

  async loadURL(url: string): Promise<void> {
    const cdp = await this.attached;
    this.loading = true;
    const origin = new URL(url);
    const address = toChromium(url, state.schemes);
    await grantPermissions(this, new URL(address).origin, `${origin.protocol}//${origin.host}/`);
    const loaded = new Promise<void>((resolve) => cdp.once('Page.loadEventFired', () => resolve()));
    const { errorText } = await cdp.send('Page.navigate', { url: address });
    if (typeof errorText === 'string') {
      this.loading = false;
      this.emit('did-fail-load', new HostEvent(), -2, errorText, url, true);
      throw new Error(`${errorText} (-2) loading '${url}'`);
    }
    await loaded;
  }

  send(channel: string, ...args: unknown[]): void {
    if (this.destroyed) throw new TypeError('Object has been destroyed');
    const encoded = args.map((arg) => codec.encode(arg));
    this.deliver({ push: channel, args: encoded });
  }

  /** Tells the preload's world; dropped, as in Electron, where no page is loaded yet. */
  deliver(content: object): void {
    const context = this.frames.mainContext();
    if (context !== undefined) void this.attached.then((cdp) => this.tell(cdp, context, content));
  }

  async executeJavaScript(code: string): Promise<unknown> {
    const cdp = await this.attached;
    const { result, exceptionDetails } = await cdp.send('Runtime.evaluate', {
      expression: code,
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails !== undefined) throw new Error((exceptionDetails as { text: string }).text);
    return (result as { value?: unknown }).value;
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.openHandler = handler;
  }

  reload(): void {
    void this.attached.then((cdp) => cdp.send('Page.reload'));
  }

  forcefullyCrashRenderer(): void {
    // The answer never comes: the page that would send it is gone.
    void this.attached.then((cdp) => cdp.send('Page.crash').catch(() => undefined));
  }

  getURL(): string {
    return this.frames.main.url;
  }

  isLoading(): boolean {
    return this.loading;
  }

  isDestroyed(): boolean {
    return this.destroyed;
  }

  isCrashed(): boolean {
    return this.crashed;
  }

  isDevToolsOpened(): boolean {
    return false;
  }

  destroy(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    all.delete(this.id);
    this.emit('destroyed', new HostEvent());
  }
}

interface Told {
  readonly invoke?: number;
  readonly channel: string;
  readonly args: unknown[];
}

export const webContents = strict('webContents', {
  getAllWebContents: () => [...all.values()],
  fromId: (id: number) => all.get(id),
});
