import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readInlinePicture } from '../../../electron/ailab/answers.ts';
import { splitAnswer } from '../../../electron/ailab/inline-picture.ts';

const limits = { textBytes: 20_000, pictureBytes: 100_000 };
const jpeg = (bytes: number): Buffer => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), randomBytes(bytes)]);

/** The bytes in pieces of these lengths, over and over. */
async function* cut(bytes: Buffer, lengths: readonly number[]): AsyncGenerator<Uint8Array> {
  for (let [at, turn] = [0, 0]; at < bytes.byteLength; turn++) {
    const length = lengths[turn % lengths.length] ?? 1;
    yield await Promise.resolve(bytes.subarray(at, at + length));
    at += length;
  }
}

const lengths = fc.array(fc.integer({ min: 1, max: 7000 }), { minLength: 1, maxLength: 5 });

describe('an answer that arrives in pieces', () => {
  it('gives its picture back, however it is cut, escaped, wrapped or addressed', async () => {
    const ways: ((base64: string) => string)[] = [
      (base64) => JSON.stringify(base64),
      (base64) => JSON.stringify(base64).replaceAll('/', '\\/'),
      (base64) =>
        JSON.stringify(`data:image/jpeg;base64,${base64}`).replaceAll('/', '\\u002f').replaceAll('+', '\\u002B'),
      (base64) => JSON.stringify(base64.replace(/.{76}/g, '$&\r\n')),
    ];
    const play = fc.asyncProperty(
      fc.integer({ min: 20, max: 30_000 }),
      fc.constantFrom(...ways),
      fc.constantFrom('image', 'result'),
      lengths,
      async (bytes, written, field, pieces) => {
        const picture = jpeg(bytes);
        const body = `{"request_id":"a\\"b","data":{"note":"\\\\","${field}":${written(picture.toString('base64'))}},"n":1}`;
        const { text, pictures } = await splitAnswer(cut(Buffer.from(body), pieces), limits);
        expect(text.byteLength).toBeLessThan(11_000);
        const value: unknown = JSON.parse(text.toString());
        expect(value).toMatchObject({ request_id: 'a"b', data: { note: '\\' }, n: 1 });
        expect(readInlinePicture(value, pictures)).toEqual(picture);
      },
    );
    await fc.assert(play, { numRuns: 120 });
  });

  it('is otherwise what it was, to the byte', async () => {
    const play = fc.asyncProperty(
      fc.oneof(fc.json(), fc.string({ maxLength: 9000 })),
      lengths,
      async (body, pieces) => {
        const bytes = Buffer.from(body);
        fc.pre(bytes.byteLength <= limits.textBytes);
        const { text, pictures } = await splitAnswer(cut(bytes, pieces), limits);
        expect(text).toEqual(bytes);
        expect(pictures.size).toBe(0);
      },
    );
    await fc.assert(play, { numRuns: 200 });
  });

  it('is not taken beyond its limits', async () => {
    const base64 = jpeg(100_001).toString('base64');
    const tooLarge = [
      JSON.stringify({ image: base64 }),
      JSON.stringify({ image: `x${base64}` }),
      JSON.stringify({ list: Array.from({ length: 9000 }, () => 0), more: 'y'.repeat(9000) }),
      'z'.repeat(20_001),
      `"${'z'.repeat(20_001)}`,
    ];
    for (const body of tooLarge)
      await expect(splitAnswer(cut(Buffer.from(body), [5000]), limits)).rejects.toMatchObject({
        trouble: { code: 'answer-too-large' },
      });
  });

  it('has no picture where the text stops being base64', async () => {
    const base64 = jpeg(9000).toString('base64');
    const body = JSON.stringify({ image: `${base64.slice(0, 8000)}*${base64.slice(8000)}`, task_id: 't' });
    const { text, pictures } = await splitAnswer(cut(Buffer.from(body), [1000]), limits);
    expect(pictures.size).toBe(0);
    expect(readInlinePicture(JSON.parse(text.toString()), pictures)).toBeUndefined();
  });
});
