import { EventEmitter, once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openScene, type Scene } from '../../crash/scene.ts';

/*
 * The real command line in a process of its own, ended from outside while a photo is being sent. The answer to each submit is held back
 * on its way, so that there is such a moment, for as long as the test wants.
 */

const PHOTOS = 7; // the last one is a copy of the first

/** Stands between the program and the service; passes requests on at once, and the answers to submits when `release` says so. */
class Gate {
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

const lastOf = (out: string): unknown => JSON.parse(out.trim().split('\n').at(-1) ?? '');

describe.skipIf(process.platform === 'win32')('an end from outside, in the middle of an upload,', () => {
  let scene: Scene;
  let gate: Gate;
  let api: string[];
  beforeEach(async () => {
    scene = await openScene(PHOTOS, 50);
    gate = new Gate(scene.service.url);
    api = ['--api', await gate.listen(), '--concurrency', '1'];
  });
  afterEach(async () => {
    gate.close();
    await scene.close();
  });

  const begin = (...more: string[]) => scene.launch([...scene.retouchArgs(), ...api, ...more]);

  /** What has been left is sound, and `resume` brings it to its end without paying anything twice. */
  async function expectOrder(): Promise<void> {
    gate.release('all');
    const resumed = await scene.command(...scene.resumeArgs(), ...api);
    expect([resumed.code, lastOf(resumed.stdout)]).toMatchObject([
      0,
      { exported: PHOTOS, unknown: 0, failed: 0, waiting: 0 },
    ]);
    expect(scene.service.ledger).toHaveLength(PHOTOS - 1);
    expect(scene.service.tasks()).toHaveLength(PHOTOS - 1);
  }

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('by %s, finishes it', async (signal) => {
    const running = begin();
    await gate.holds();
    const stopping = running.says(/Stopping: what is being sent is finished first/);
    running.send(signal);
    await stopping;
    // A system may ask again and again; only a person's second Ctrl+C gives the upload up.
    if (signal !== 'SIGINT') for (let i = 0; i < 3; i++) running.send(signal);
    gate.release('all');
    expect(await running.ended).toMatchObject({ code: 130, signal: null });
    await expectOrder();
  });

  it.each(['stdout', 'stderr'] as const)('by a reader of %s that goes away, finishes it', async (output) => {
    const running = begin();
    await gate.holds();
    running.stopReading(output);
    // The next thing that is said finds nobody; by then another photo is being sent.
    if (output === 'stdout') {
      const stopping = running.says(/Stopping/);
      gate.release('one');
      await stopping;
    }
    gate.release('all');
    expect(await running.ended).toMatchObject({ code: 130, signal: null });
    await expectOrder();
  });

  it('by a person’s second Ctrl+C, gives it up at once', async () => {
    const running = begin();
    await gate.holds();
    const stopping = running.says(/Stopping/);
    running.send('SIGINT');
    await stopping;
    running.send('SIGINT');
    expect((await running.ended).code).toBe(130);
    gate.release('all');
    const resumed = await scene.command(...scene.resumeArgs(), ...api);
    expect([resumed.code, lastOf(resumed.stdout)]).toMatchObject([1, { unknown: 1, failed: 0, waiting: 0 }]);
  });
});
