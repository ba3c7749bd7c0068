import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { encodeRgb } from '../../../electron/imaging/codec.ts';
import { bmp24, greyPng, jpegSegment, withJpegSegments } from '../../unit/demo/pictures.ts';
import { ask, json, multipart, portrait, startTestService } from './harness.ts';
import type { Part } from './harness.ts';

let demo: Awaited<ReturnType<typeof startTestService>>;
let jpeg: Buffer;
let png: Buffer;

beforeAll(async () => {
  demo = await startTestService();
  jpeg = await portrait();
  png = await portrait('png');
});
afterAll(() => demo.close());

const photo = (value: Buffer, fileName = 'photo.jpg', type = 'image/jpeg'): Part => ({
  name: 'image_target',
  fileName,
  type,
  value,
});
const asyncTask: Part = { name: 'task_type', value: 'async' };

async function verdict(parts: readonly Part[]) {
  const answer = await demo.answerOf(demo.submitParts(parts));
  return [answer.status, json(answer).error_detail.code];
}

test.each(['photo.jpg', 'photo.JPEG', 'two.dots.jpg'])('accepts a JPEG named %s', async (name) => {
  expect(await verdict([asyncTask, photo(jpeg, name)])).toEqual([200, '']);
});

test('accepts PNG and BMP under their own names, and ignores fields it does not know', async () => {
  expect(await verdict([asyncTask, photo(png, 'a.png', 'image/png')])).toEqual([200, '']);
  expect(
    await verdict([asyncTask, { name: 'colour', value: 'blue' }, photo(bmp24(8, 8), 'a.bmp', 'image/bmp')]),
  ).toEqual([200, '']);
});

test('answers 502 when name, content type and bytes disagree', async () => {
  const mismatch = [502, 'ERROR_FILE_UPLOAD_FAILED'];
  expect(await verdict([asyncTask, photo(png)])).toEqual(mismatch);
  expect(await verdict([asyncTask, photo(jpeg, 'photo.png')])).toEqual(mismatch);
  expect(await verdict([asyncTask, photo(jpeg, 'photo.jpg', 'image/png')])).toEqual(mismatch);
  expect(await verdict([asyncTask, photo(jpeg, 'photo')])).toEqual(mismatch);
  const answer = await demo.answerOf(demo.submitParts([asyncTask, photo(png)]));
  expect(answer.body.toString()).toContain('File type not supported');
});

test('refuses other formats, and grey-only pictures', async () => {
  expect(await verdict([asyncTask, photo(Buffer.from('RIFF1234WEBPVP8 '), 'a.webp', 'image/webp')])).toEqual([
    415,
    'UNSUPPORTED_FILE_TYPES',
  ]);
  expect(await verdict([asyncTask, photo(greyPng(16, 16), 'a.png', 'image/png')])).toEqual([
    415,
    'ERROR_UNSUPPORTED_GRAYSCALE_IMAGE',
  ]);
});

test('takes 5,000,000 bytes and not one more', async () => {
  const filled = (bytes: number) => Buffer.concat([jpeg, Buffer.alloc(bytes - jpeg.length)]);
  expect(await verdict([asyncTask, photo(filled(5_000_000))])).toEqual([200, '']);
  expect(await verdict([asyncTask, photo(filled(5_000_001))])).toEqual([413, 'FILE_SIZE_EXCEEDS_LIMIT']);
});

test('takes a side of 4095 pixels and not one more', async () => {
  const strip = (width: number) =>
    encodeRgb(
      { width, height: 2, rgb: new Uint8Array(width * 6).fill(90) },
      { format: 'jpeg', quality: 80, chroma: '4:4:4' },
    );
  expect(await verdict([asyncTask, photo(await strip(4095))])).toEqual([200, '']);
  expect(await verdict([asyncTask, photo(await strip(4096))])).toEqual([413, 'FILE_RESOLUTION_EXCEEDS_LIMITS']);
});

test('refuses forms that lack something, or have it twice', async () => {
  expect(await verdict([photo(jpeg)])).toEqual([400, 'MISSING_PARAMETERS']);
  expect(await verdict([asyncTask])).toEqual([400, 'MISSING_PARAMETERS']);
  expect(await verdict([asyncTask, { name: 'image_target', value: 'not a file' }])).toEqual([
    400,
    'MISSING_PARAMETERS',
  ]);
  expect(await verdict([asyncTask, photo(jpeg), photo(jpeg)])).toEqual([400, 'ERROR_PARAMETERS']);
  expect(await verdict([{ name: 'task_type', value: 'later' }, photo(jpeg)])).toEqual([
    400,
    'UNSUPPORTED_PARAMETER_VALUES',
  ]);
});

test.each(['-0.1', '1.01', 'much', '', '0,5', 'NaN', '0x1'])('refuses the level %j', async (value) => {
  expect(await verdict([asyncTask, { name: 'beauty_level', value }, photo(jpeg)])).toEqual([
    400,
    'ERROR_INVALID_PARAMETER',
  ]);
});

test.each([
  ['0', 0],
  ['1', 1],
  ['0.35', 0.35],
  [undefined, 1],
])('takes the level %j', async (value, level) => {
  const parts = value === undefined ? [] : [{ name: 'beauty_level', value }];
  const answer = json(await demo.answerOf(demo.submitParts([asyncTask, ...parts, photo(jpeg)])));
  expect(demo.tasks().find(({ taskId }) => taskId === answer.task_id)).toMatchObject({ level, multiFace: false });
});

test('refuses what is no form, and a form that breaks off', async () => {
  const url = `${demo.url}/api/portrait/effects/smart-beauty`;
  const post = (type: string, body: string) =>
    ask(url, { method: 'POST', headers: { ...demo.key, 'content-type': type }, body: Buffer.from(body) });
  for (const [type, body] of [
    ['application/json', '{}'],
    ['multipart/form-data', 'no boundary'],
    [
      'multipart/form-data; boundary=x',
      '--x\r\nContent-Disposition: form-data; name="image_target"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\nhalf',
    ],
  ] as const) {
    const answer = await post(type, body);
    expect([answer.status, json(answer).error_detail.code]).toEqual([400, 'ERROR_PARAMETERS']);
  }
});

test('makes no task for a client that leaves before the end of its form', async () => {
  const before = demo.tasks().length;
  const { headers, body } = multipart([asyncTask, photo(jpeg)]);
  const head = Object.entries({ ...demo.key, ...headers, Host: 'demo', 'Content-Length': String(body.length) });
  const socket = connect({ host: '127.0.0.1', port: Number(new URL(demo.url).port) });
  const text = head.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  socket.write(`POST /api/portrait/effects/smart-beauty HTTP/1.1\r\n${text}\r\n`);
  socket.end(body.subarray(0, body.length - 20));
  socket.resume();
  await once(socket, 'close');
  expect((await demo.answerOf(demo.askCredits())).status).toBe(200);
  expect(demo.tasks()).toHaveLength(before);
});

test('notes metadata that should not have been sent, and takes the picture all the same', async () => {
  const tagged = withJpegSegments(jpeg, [jpegSegment(0xe2, Buffer.from('ICC_PROFILE\0\x01\x01'))]);
  expect(await verdict([asyncTask, photo(tagged)])).toEqual([200, '']);
  expect(demo.violations).toMatchObject([{ rule: 'metadata-in-picture', detail: 'ICC' }]);
});
