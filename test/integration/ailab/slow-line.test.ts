import { describe, expect, it } from 'vitest';
import { client, cleanUp, serve, submission } from './harness.ts';
import { slowRelay } from './relay.ts';
import type { Relay } from './relay.ts';

/** Half a second on this line, and a patience that is much shorter. */
const PHOTO = 200_000;
const BYTES_PER_SECOND = 400_000;
const timeouts = { headersMs: 150, slowestBytesPerSecond: 50_000, totalMs: { submit: 150 } };

async function behindRelay(): Promise<Relay> {
  const server = await serve(async (peer) => {
    await peer.wholeRequest();
    peer.json('200 OK', { task_id: `task ${server.peers.length}` });
  });
  const relay = await slowRelay(Number(new URL(server.url).port), BYTES_PER_SECOND);
  cleanUp(() => relay.close());
  return relay;
}

describe('a slow line with a deep buffer', () => {
  it('is waited for as long as the bytes take, however soon they were handed over', async () => {
    const service = client((await behindRelay()).url, { timeouts });
    const photos = await Promise.all([submission(PHOTO), submission(PHOTO), submission(PHOTO)]);
    const answers = await Promise.all(photos.map(({ request }) => service.submit(request)));
    expect(answers.map(({ kind }) => kind)).toEqual(['accepted', 'accepted', 'accepted']);
  });

  it('once it has swallowed a whole photo, a cut before the last piece is given away costs nothing', async () => {
    const relay = await behindRelay();
    const service = client(relay.url, { timeouts: { ...timeouts, totalMs: { submit: 60_000 } } });
    const cutAfter = async (ms: number) => {
      const { request } = await submission(PHOTO * 6);
      const onProgress = (sent: number, total: number): void => {
        if (sent === total) setTimeout(() => relay.cut(), ms);
      };
      return service.submit({ ...request, onProgress });
    };
    expect(await cutAfter(2_300)).toMatchObject({ kind: 'unclear', offline: true });
    // 1.2 MB would have been held back for 19 s.
    expect(await cutAfter(2_300)).toMatchObject({ kind: 'not-sent', offline: true });
  });

  it('does not make a promise of what was only handed over', async () => {
    const relay = await behindRelay();
    const { request } = await submission(PHOTO);
    const onProgress = (sent: number, total: number): void => {
      if (sent === total) setTimeout(() => relay.cut(), 50);
    };
    const answer = await client(relay.url, { timeouts }).submit({ ...request, onProgress });
    expect(answer).toMatchObject({ kind: 'unclear', reason: { code: 'connection-lost' } });
    const { message } = answer.kind === 'unclear' ? answer.reason : { message: '' };
    expect(message).toContain('handed to the network');
    expect(message).not.toMatch(/left completely/);
  });
});
