import { expect, test } from 'vitest';
import { ReasonError } from '../../../electron/base/reason.ts';
import { startRetouchWorker } from '../../../electron/demo/index.ts';
import { decodeRgb } from '../../../electron/imaging/codec.ts';
import { ask, json, portrait, startTestService } from './harness.ts';

const REAL = new URL('../../../electron/demo-worker.ts', import.meta.url);
const DYING = new URL('./dying-worker.ts', import.meta.url);
const wish = { level: 1, multiFace: false };
const jpeg = { format: 'jpeg', quality: 90 } as const;

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'fine',
    (error: unknown) => (error instanceof ReasonError ? error.reason.code : String(error)),
  );

test('the whole demo with its real thread: submitted, retouched, fetched', async () => {
  const workers = startRetouchWorker(REAL);
  await using demo = await startTestService({ retouch: workers.retouch, strictFaces: true, resultFormat: 'png' });
  const picture = await portrait();
  const result = await ask(await demo.address(await demo.run(picture)));
  const before = await decodeRgb(picture);
  const after = await decodeRgb(result.body);
  expect(after).toMatchObject({ width: before.width, height: before.height });
  expect(after.rgb).not.toEqual(before.rgb);

  const refused = await demo.answerOf(demo.poll(await demo.run(picture.subarray(0, picture.length >> 1))));
  expect([refused.status, json(refused).error_detail.code]).toEqual([422, 'FILE_DECODING_FAILURE']);
  await workers.close();
});

test('closing while pictures are being worked on rejects them and ends the threads', async () => {
  const workers = startRetouchWorker(REAL, 2);
  const picture = await portrait('jpeg', 640);
  await workers.retouch(picture, wish, jpeg);
  const open = Array.from({ length: 4 }, () => codeOf(workers.retouch(picture, wish, jpeg)));
  await workers.close();
  expect(await Promise.all(open)).toEqual(Array(4).fill('PROCESSING_FAILURE'));
  expect(await codeOf(workers.retouch(picture, wish, jpeg))).toBe('PROCESSING_FAILURE');
});

test('a picture that kills the thread fails alone', async () => {
  const workers = startRetouchWorker(DYING);
  const answers = [1, 9, 1, 8].map((first) => codeOf(workers.retouch(Buffer.from([first]), wish, jpeg)));
  expect(await Promise.all(answers)).toEqual(['PROCESSING_FAILURE', 'fine', 'PROCESSING_FAILURE', 'fine']);
  await workers.close();
});

test('a thread that can not even start fails its picture, and says why', async () => {
  const workers = startRetouchWorker(new URL('./not-there.ts', import.meta.url));
  await expect(workers.retouch(Buffer.from([9]), wish, jpeg)).rejects.toThrow(/demo retouch failed.*not-there/s);
  await workers.close();
});

test('a dead thread is a 500 at the first question', async () => {
  const workers = startRetouchWorker(DYING);
  const dying = () => workers.retouch(Buffer.from([1]), wish, jpeg);
  await using demo = await startTestService({ retouch: dying });
  const answer = await demo.answerOf(demo.poll(await demo.run(await portrait())));
  expect([answer.status, json(answer).error_detail.code]).toEqual([500, 'PROCESSING_FAILURE']);
  await workers.close();
});

test('closing does not wait for a thread that hangs', async () => {
  const workers = startRetouchWorker(DYING);
  const hanging = codeOf(workers.retouch(Buffer.from([2]), wish, jpeg));
  await workers.close();
  expect(await hanging).toBe('PROCESSING_FAILURE');
});

test('the caller keeps the bytes it handed in', async () => {
  const workers = startRetouchWorker(DYING);
  const picture = Buffer.from([9, 5]);
  expect((await workers.retouch(picture, wish, jpeg)).bytes).toEqual(new Uint8Array([9, 5]));
  expect(picture).toEqual(Buffer.from([9, 5]));
  await workers.close();
});
