import { EventEmitter, once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** Stands between the program and the service; passes requests on at once, and the answers to submits when `release` says so. */
export class Gate {
  readonly #events = new EventEmitter();
  readonly #held: (() => void)[] = [];
  readonly #server = createServer((asked, answer) => void this.#pass(asked, answer));
  readonly #service: string;
  #open = false;

  constructor(service: string) {
    this.#service = service;
  }

  async listen(): Promise<string> {
    await once(this.#server.listen(0, '127.0.0.1'), 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Resolves once an answer is held back. */
  async holds(): Promise<void> {
    while (this.#held.length === 0) await once(this.#events, 'held');
  }

  /** Lets one answer through, or from now on all of them. */
  release(which: 'one' | 'all'): void {
    this.#open ||= which === 'all';
    for (const go of this.#held.splice(0, which === 'all' ? this.#held.length : 1)) go();
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #pass(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    const { method, url = '/', headers } = asked;
    const onward = request(new URL(url, this.#service), { method, headers });
    asked.pipe(onward);
    const [answered] = (await once(onward, 'response')) as [IncomingMessage];
    const body = await buffer(answered);
    if (method === 'POST' && !this.#open) {
      await new Promise<void>((go) => {
        this.#held.push(go);
        this.#events.emit('held');
      });
    }
    answer.writeHead(answered.statusCode ?? 502, { 'content-type': answered.headers['content-type'] }).end(body);
  }
}
