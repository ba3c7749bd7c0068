import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PieceQueue } from '../../../electron/ailab/piece-queue.ts';

const digest = (bytes: Iterable<Uint8Array>): string => {
  const hash = createHash('sha256');
  for (const piece of bytes) hash.update(piece);
  return hash.digest('hex');
};

it('hands over exactly what was pushed, however the pushing and the reading are interleaved', async () => {
  const piece = fc.oneof(fc.uint8Array({ maxLength: 9 }), fc.uint8Array({ minLength: 4000, maxLength: 9000 }));
  const play = fc.asyncProperty(fc.array(fc.tuple(piece, fc.boolean()), { maxLength: 30 }), async (pushes) => {
    const queue = new PieceQueue();
    const read = (async () => {
      const got: Uint8Array[] = [];
      for await (const part of queue) got.push(Uint8Array.from(part));
      return digest(got);
    })();
    for (const [bytes, pause] of pushes) {
      queue.push(bytes);
      if (pause) await new Promise(setImmediate);
    }
    queue.end();
    queue.push(Uint8Array.of(1));
    queue.fail(new Error('too late to matter'));
    expect(await read).toBe(digest(pushes.map(([bytes]) => bytes)));
  });
  await fc.assert(play, { numRuns: 100 });
});

it('keeps a body of single bytes in few objects', async () => {
  const queue = new PieceQueue();
  for (let n = 0; n < 200_000; n++) queue.push(Uint8Array.of(n & 0xff));
  queue.end();
  let [pieces, bytes] = [0, 0];
  for await (const part of queue) [pieces, bytes] = [pieces + 1, bytes + part.byteLength];
  expect(bytes).toBe(200_000);
  expect(pieces).toBeLessThan(10);
});

it('hands over what came before an error, then the error', async () => {
  const queue = new PieceQueue();
  queue.push(Uint8Array.of(1, 2));
  queue.fail(new Error('gone'));
  const got: number[] = [];
  await expect(
    (async () => {
      for await (const part of queue) got.push(...part);
    })(),
  ).rejects.toThrow('gone');
  expect(got).toEqual([1, 2]);
});
