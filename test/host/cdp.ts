import { EventEmitter } from 'node:events';
import type { Readable, Writable } from 'node:stream';

export type Params = Record<string, unknown>;

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Params;
  readonly sessionId?: string;
  readonly result?: Params;
  readonly error?: { readonly message: string };
}

interface Waiting {
  readonly method: string;
  readonly resolve: (result: Params) => void;
  readonly reject: (error: Error) => void;
}

/** A client of the Chrome DevTools Protocol over Chromium's debugging pipe: JSON messages, each ended by a zero byte. */
export class CdpConnection {
  readonly browser = new CdpSession(this, undefined);
  readonly #output: Writable;
  readonly #sessions = new Map<string, CdpSession>();
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #rest: Buffer[] = [];
  #closed = false;

  constructor(output: Writable, input: Readable) {
    this.#output = output;
    input.on('data', (chunk: Buffer) => this.#read(chunk));
    input.on('close', () => this.#close());
    // A write can meet a browser that has just gone; the closing of `input` tells so, and rejects what waits.
    output.on('error', () => this.#close());
  }

  session(id: string): CdpSession {
    const known = this.#sessions.get(id);
    if (known) return known;
    const session = new CdpSession(this, id);
    this.#sessions.set(id, session);
    return session;
  }

  send(method: string, params: Params, sessionId: string | undefined): Promise<Params> {
    if (this.#closed) return Promise.reject(new Error(`Chromium is gone: ${method}`));
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { method, resolve, reject });
      this.#output.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });
  }

  #read(chunk: Buffer): void {
    let from = 0;
    for (let end = chunk.indexOf(0); end >= 0; end = chunk.indexOf(0, from)) {
      const text = Buffer.concat([...this.#rest, chunk.subarray(from, end)]).toString('utf8');
      this.#rest = [];
      from = end + 1;
      this.#dispatch(JSON.parse(text) as Message);
    }
    if (from < chunk.length) this.#rest.push(chunk.subarray(from));
  }

  #dispatch(message: Message): void {
    if (message.id !== undefined) {
      const waiting = this.#waiting.get(message.id);
      this.#waiting.delete(message.id);
      if (message.error) waiting?.reject(new Error(`${waiting.method}: ${message.error.message}`));
      else waiting?.resolve(message.result ?? {});
    } else if (message.method !== undefined) {
      const session = message.sessionId === undefined ? this.browser : this.session(message.sessionId);
      session.emit(message.method, message.params ?? {});
    }
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const { method, reject } of this.#waiting.values()) reject(new Error(`Chromium is gone: ${method}`));
    this.#waiting.clear();
    this.browser.emit('closed', {});
  }
}

/** One attached target; its events are the protocol's, by name. */
export class CdpSession extends EventEmitter<Record<string, [Params]>> {
  readonly id: string | undefined;
  readonly #connection: CdpConnection;

  constructor(connection: CdpConnection, id: string | undefined) {
    super();
    this.#connection = connection;
    this.id = id;
  }

  send(method: string, params: Params = {}): Promise<Params> {
    return this.#connection.send(method, params, this.id);
  }
}
