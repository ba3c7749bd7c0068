import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { expect, test } from 'vitest';
import { ReasonError } from '../../../electron/base/reason.ts';
import { decodeRgb, encodeRgb } from '../../../electron/imaging/codec.ts';
import { createFakeClock } from '../../helpers/fake-clock.ts';
import { ask, json, portrait, send, startTestService } from './harness.ts';

const HOUR = 3_600_000;

test('a task is queued, then processing, then done, and its result comes from another port without a key', async () => {
  const clock = createFakeClock();
  await using demo = await startTestService({ clock, queuedMs: 1000, latencyMs: 4000 });
  const picture = await portrait();
  const id = json(await demo.answerOf(demo.submit(picture, { beauty_level: '0.7', multi_face: '1' }))).task_id!;
  const status = async () => json(await demo.answerOf(demo.poll(id))).task_status;

  expect(await status()).toBe(0);
  clock.advance(1000);
  expect(await status()).toBe(1);
  clock.advance(3999);
  expect(await status()).toBe(1);
  expect(demo.ledger).toEqual([]);
  const done = demo.ended(id);
  clock.advance(1);
  await done;
  expect(await status()).toBe(2);

  const address = await demo.address(id);
  expect(address.startsWith(`${demo.resultUrl}/r/`)).toBe(true);
  expect(demo.resultUrl).not.toBe(demo.url);
  const result = await ask(address);
  expect(result.headers['content-type']).toBe('image/jpeg');
  expect(await decodeRgb(result.body)).toMatchObject({ width: 96, height: 96 });
  expect(demo.ledger).toEqual([
    {
      taskId: id,
      at: clock.now(),
      credits: 8,
      sha256: createHash('sha256').update(picture).digest('hex'),
      level: 0.7,
      multiFace: true,
    },
  ]);
  expect(demo.violations).toEqual([]);
});

test('results come as PNG where that is asked for', async () => {
  await using demo = await startTestService({ resultFormat: 'png' });
  const result = await ask(await demo.address(await demo.run(await portrait())));
  expect(result.headers['content-type']).toBe('image/png');
  expect(result.body.toString('latin1', 1, 4)).toBe('PNG');
});

test('level 0 gives back the very pixels that were sent', async () => {
  await using demo = await startTestService({ resultFormat: 'png' });
  const picture = await portrait();
  const result = await ask(await demo.address(await demo.run(picture, { beauty_level: '0' })));
  expect(await decodeRgb(result.body)).toEqual(await decodeRgb(picture));
});

test.each([
  ['new', undefined, undefined],
  ['old', 0, 200],
  ['sdk', 0, 200],
] as const)('the %s generation of answers', async (answerStyle, errorCode, statusCode) => {
  await using demo = await startTestService({ answerStyle });
  const answer = json(await demo.answerOf(demo.submit(await portrait())));
  expect(answer.error_code).toBe(errorCode);
  expect(answer.error_detail.status_code).toBe(statusCode);
  expect(answer.error_detail.message).toContain('Demo');
  expect(typeof (answerStyle === 'sdk' ? answer.data?.task_id : answer.task_id)).toBe('string');
  expect(answerStyle === 'sdk' ? answer.task_id : answer.data).toBeUndefined();
  const refused = json(await demo.answerOf(demo.poll('none')));
  expect(refused.error_detail.code).toBe('ERROR_RESOURCE_NOT_FOUND');
  expect(refused.error_code).toBe(answerStyle === 'new' ? undefined : 404);
});

test('a synchronous submit is answered with the picture itself', async () => {
  await using demo = await startTestService();
  const answer = json(await demo.answerOf(demo.submit(await portrait(), { task_type: 'sync' })));
  expect(await decodeRgb(Buffer.from(answer.data!.image!, 'base64'))).toMatchObject({ width: 96, height: 96 });
  expect(demo.ledger).toHaveLength(1);
});

test('a synchronous submit of a damaged picture is refused', async () => {
  await using demo = await startTestService();
  const answer = await demo.answerOf(demo.submit(Buffer.from([0xff, 0xd8, 0xff, 0xe0]), { task_type: 'sync' }));
  expect(answer.status).toBe(422);
  expect(json(answer).error_detail.code).toBe('FILE_DECODING_FAILURE');
});

test('tasks and addresses are deleted after 24 hours', async () => {
  const clock = createFakeClock();
  await using demo = await startTestService({ clock });
  const id = await demo.run(await portrait());
  const address = await demo.address(id);
  clock.advance(24 * HOUR - 1);
  expect((await ask(address)).status).toBe(200);
  clock.advance(1);
  expect((await ask(address)).status).toBe(403);
  const gone = await demo.answerOf(demo.poll(id));
  expect(gone.status).toBe(410);
  expect(json(gone).error_detail.code).toBe('ERROR_RESOURCE_RECLAIMED');
});

test('when an address dies early, asking again gives a fresh one', async () => {
  const clock = createFakeClock();
  await using demo = await startTestService({ clock, addressMs: HOUR });
  const id = await demo.run(await portrait());
  const first = await demo.address(id);
  clock.advance(HOUR);
  expect((await ask(first)).status).toBe(403);
  const second = await demo.address(id);
  expect(second).not.toBe(first);
  expect((await ask(second)).status).toBe(200);
  expect(demo.ledger).toHaveLength(1);
});

test('a made-up address and a made-up path are not found', async () => {
  await using demo = await startTestService();
  expect((await ask(`${demo.resultUrl}/r/abc`)).status).toBe(404);
  expect((await ask(`${demo.url}/api/other`)).status).toBe(404);
});

test('credits are reserved for tasks in flight, and special ones are spent first', async () => {
  const clock = createFakeClock();
  const credits = { common: 12, portrait_intelligent_beautification: 5 };
  await using demo = await startTestService({ clock, latencyMs: 1000, credits });
  const picture = await portrait();
  const submit = () => demo.answerOf(demo.submit(picture));
  const first = json(await submit()).task_id!;
  const second = json(await submit()).task_id!;
  const third = await submit();
  expect([third.status, json(third).error_detail.code]).toEqual([429, 'ERROR_NOT_ENOUGH_CREDITS']);
  expect(demo.credits()).toEqual(credits);

  const done = Promise.all([demo.ended(first), demo.ended(second)]);
  clock.advance(1000);
  await done;
  expect(demo.credits()).toEqual({ common: 1, portrait_intelligent_beautification: 0 });
  demo.setCredits({ common: 8, portrait_intelligent_beautification: 0 });
  expect((await submit()).status).toBe(200);
});

test('the credits answer is an array of pools, one of which does not count', async () => {
  const credits = { common: 40, portrait_intelligent_beautification: 2.5 };
  await using demo = await startTestService({ credits });
  const { body } = await demo.answerOf(demo.askCredits());
  const { data } = JSON.parse(body.toString()) as { data: { unique_sign: string; balance: number }[] };
  const balances = Object.fromEntries(data.map((pool) => [pool.unique_sign, pool.balance]));
  expect(balances).toMatchObject(credits);
  expect(data.length).toBeGreaterThan(2);
});

test('more tasks at once than the hidden limit are refused as too fast, and come through later', async () => {
  const clock = createFakeClock();
  await using demo = await startTestService({ clock, latencyMs: 1000, concurrencyLimit: 1 });
  const picture = await portrait();
  const id = json(await demo.answerOf(demo.submit(picture))).task_id!;
  const refused = await demo.answerOf(demo.submit(picture));
  expect([refused.status, json(refused).error_detail.code]).toEqual([429, 'EXCEEDING_LIMITS']);
  const done = demo.ended(id);
  clock.advance(1000);
  await done;
  expect((await demo.answerOf(demo.submit(picture))).status).toBe(200);
});

test('every call needs a key that is known', async () => {
  await using demo = await startTestService({ keys: ['right'] });
  const calls = [
    (headers: Record<string, string>) => demo.submitParts([{ name: 'task_type', value: 'async' }], headers),
    (headers: Record<string, string>) => demo.poll('x', headers),
    (headers: Record<string, string>) => demo.askCredits(headers),
  ];
  for (const call of calls) {
    for (const headers of [{}, { 'ailabapi-api-key': '' }, { 'ailabapi-api-key': 'wrong' }]) {
      const answer = await demo.answerOf(call(headers));
      expect([answer.status, json(answer).error_detail.code]).toEqual([401, 'ERROR_USER_NOT_EXISTS']);
    }
    expect((await demo.answerOf(call({ 'ailabapi-api-key': 'right' }))).status).not.toBe(401);
  }
});

test('the result host refuses and records whoever sends it the key', async () => {
  await using demo = await startTestService();
  const address = await demo.address(await demo.run(await portrait()));
  expect((await ask(address, { headers: demo.key })).status).toBe(403);
  expect(demo.violations.map(({ rule }) => rule)).toEqual(['key-at-result-host']);
  expect(demo.violations[0]!.detail).not.toContain(address.slice(-10));
});

test('a key in the address is recorded', async () => {
  await using demo = await startTestService();
  const [name, value] = Object.entries(demo.key)[0]!;
  await ask(`${demo.url}/api/common/query-credits?key=${value}`, { headers: { [name]: value } });
  expect(demo.violations.map(({ rule }) => rule)).toEqual(['key-in-address']);
});

test('damaged pictures are accepted, refused at the first question, and not billed', async () => {
  await using demo = await startTestService();
  const whole = await portrait();
  for (const damaged of [whole.subarray(0, whole.length >> 1), Buffer.from([0xff, 0xd8, 0xff, 0xe0])]) {
    const answer = await demo.answerOf(demo.poll(await demo.run(damaged)));
    expect([answer.status, json(answer).error_detail.code]).toEqual([422, 'FILE_DECODING_FAILURE']);
  }
  expect(demo.ledger).toEqual([]);
});

test('strict about faces, a grey wall is refused; a portrait is not', async () => {
  const wall = await encodeRgb(
    { width: 64, height: 64, rgb: new Uint8Array(64 * 64 * 3).map((_, i) => [60, 90, 200][i % 3]!) },
    { format: 'jpeg', quality: 90, chroma: '4:4:4' },
  );
  await using strict = await startTestService({ strictFaces: true });
  const refused = await strict.answerOf(strict.poll(await strict.run(wall)));
  expect([refused.status, json(refused).error_detail.code]).toEqual([422, 'ERROR_NO_FACE_IN_FILE']);
  expect((await strict.answerOf(strict.poll(await strict.run(await portrait())))).status).toBe(200);
  await using lenient = await startTestService();
  expect((await lenient.answerOf(lenient.poll(await lenient.run(wall)))).status).toBe(200);
});

test('a retouch that breaks is a fault of the service, seen at the first question', async () => {
  const broken = () => Promise.reject(new ReasonError('PROCESSING_FAILURE', 'the thread stopped'));
  await using demo = await startTestService({ retouch: broken });
  const answer = await demo.answerOf(demo.poll(await demo.run(await portrait())));
  expect([answer.status, json(answer).error_detail.code]).toEqual([500, 'PROCESSING_FAILURE']);
  expect(demo.ledger).toEqual([]);
});

test('says on every answer that it is a demo, and at its root in plain words', async () => {
  await using demo = await startTestService();
  const root = await ask(`${demo.url}/`);
  expect(root.body.toString()).toMatch(/demo.*not AILabTools/i);
  const answers = [root, await ask(`${demo.resultUrl}/`), await demo.answerOf(demo.askCredits())];
  for (const answer of answers) expect(answer.headers.server).toBe('Afterglow-Demo');
});

test('only this computer can reach it', async (context) => {
  const outside = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ internal, family }) => !internal && family === 'IPv4');
  if (outside === undefined) return context.skip('this computer has no address but loopback');
  await using demo = await startTestService();
  for (const url of [demo.url, demo.resultUrl]) {
    const refused = await new Promise((resolve) => {
      connect({ host: outside.address, port: Number(new URL(url).port) })
        .on('connect', () => resolve('connected'))
        .on('error', (error) => resolve((error as NodeJS.ErrnoException).code));
    });
    expect(refused).toBe('ECONNREFUSED');
  }
});

test('offline, nothing listens; back online, tasks and addresses are as they were', async () => {
  await using demo = await startTestService();
  const id = await demo.run(await portrait());
  const address = await demo.address(id);
  await demo.setOnline(false);
  expect(await demo.poll(id).done).toMatchObject({ kind: 'cut', code: 'ECONNREFUSED' });
  expect(await send(address).done).toMatchObject({ kind: 'cut', code: 'ECONNREFUSED' });
  await demo.setOnline(true);
  expect((await demo.answerOf(demo.poll(id))).status).toBe(200);
  expect((await ask(address)).status).toBe(200);
});

test('latencies lie between their bounds and repeat with the seed', async () => {
  const measure = async (seed: number) => {
    const clock = createFakeClock();
    await using demo = await startTestService({ clock, latencyMs: { min: 2000, max: 3000 }, seed });
    const picture = await portrait();
    for (let i = 0; i < 4; i++) await demo.answerOf(demo.submit(picture));
    return clock.pending();
  };
  const first = await measure(7);
  expect(first).toHaveLength(4);
  expect(new Set(first).size).toBe(4);
  for (const ms of first) expect(ms >= 2000 && ms < 3000).toBe(true);
  expect(await measure(7)).toEqual(first);
  expect(await measure(8)).not.toEqual(first);
});
