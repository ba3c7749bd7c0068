import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  parseBody,
  readCredits,
  readEnvelope,
  readInlinePicture,
  readPictureUrl,
  readTaskStatus,
} from '../../../electron/ailab/answers.ts';
import { readTaskId, taskIdOf } from '../../../electron/ailab/task-id.ts';

const json = (text: string): unknown => {
  const body = parseBody(Buffer.from(text), undefined);
  if (body.kind !== 'json') throw new Error('not JSON');
  return body.value;
};

describe('parseBody', () => {
  it('tells JSON, pages and the rest apart', () => {
    expect(parseBody(Buffer.from('\ufeff{"a":1}'), 'text/html')).toEqual({ kind: 'json', value: { a: 1 } });
    expect(parseBody(Buffer.from('\n <!doctype html>'), undefined).kind).toBe('page');
    expect(parseBody(Buffer.from(''), 'text/html; charset=utf-8').kind).toBe('page');
    expect(parseBody(Buffer.from('{"a":'), 'application/json').kind).toBe('other');
    expect(parseBody(Buffer.alloc(0), undefined).kind).toBe('other');
  });

  it('survives absurd nesting', () => {
    expect(() => parseBody(Buffer.from('['.repeat(200_000) + ']'.repeat(200_000)), undefined)).not.toThrow();
  });
});

describe('task ids', () => {
  it.each([
    ['{"task_id":"abc"}', 'abc'],
    ['{"task_id":12345}', '12345'],
    ['{"task_id":98765432109876543210}', '98765432109876543210'],
    ['{"data":{"task_id":" x1 "}}', 'x1'],
    ['{"task_id":"","data":{"task_id":7}}', '7'],
    ['{"data":{"task_id":null},"task_id":"top"}', 'top'],
    ['{"task_id":""}', undefined],
    ['{"task_id":0}', undefined],
    ['{"task_id":true}', undefined],
    ['{"data":[{"task_id":"x"}]}', 'x'],
    ['{"error_detail":{"code":"X","task_id":98765432109876543210}}', '98765432109876543210'],
    ['{"error":{"inner":[{"more":{"taskId":"deep-1"}}]}}', 'deep-1'],
    ['{"error_msg":"the task exists: task_id=ab12-cd34"}', 'ab12-cd34'],
    ['{"data":"{\\"task_id\\":\\"ab12\\"}"}', 'ab12'],
    ['{"error_msg":"task_id: required"}', undefined],
    ['{"error_msg":"task_id is missing"}', undefined],
    ['{"task_ids_url":"x1"}', undefined],
    ['[]', undefined],
    ['null', undefined],
  ])('%s', (text, id) => {
    expect(readTaskId(json(text))).toBe(id);
  });
});

it('finds the id of a task in what is not JSON, unless its end was cut off', () => {
  expect(taskIdOf({ kind: 'page', text: '<p>task_id: ab12cd</p>' })).toBe('ab12cd');
  expect(taskIdOf({ kind: 'other', text: '{"task_id":"ab12cd","err' })).toBe('ab12cd');
  expect(taskIdOf({ kind: 'other', text: '{"task_id":"ab12' })).toBeUndefined();
  expect(taskIdOf({ kind: 'page' })).toBeUndefined();
  expect(taskIdOf(undefined)).toBeUndefined();
});

describe('the state of a task', () => {
  it.each([
    ['{"task_status":0}', 0],
    ['{"task_status":"2"}', 2],
    ['{"data":{"task_status":1}}', 1],
    ['{"task_status":"done"}', undefined],
    ['{"task_status":1.5}', undefined],
    ['{}', undefined],
  ])('%s', (text, status) => {
    expect(readTaskStatus(json(text))).toBe(status);
  });

  it.each([
    ['{"data":{"image_url":"https://a.example/1"}}', 'https://a.example/1'],
    ['{"data":{"image":"https://a.example/2"}}', 'https://a.example/2'],
    ['{"data":{"images":["https://a.example/3","https://a.example/4"]}}', 'https://a.example/3'],
    ['{"image_url":" https://a.example/5 "}', 'https://a.example/5'],
    ['{"data":{"image_url":"","image":"https://a.example/6"}}', 'https://a.example/6'],
    ['{"data":{"image":"/9j/AAAA"}}', undefined],
    ['{"data":{"image_url":"ftp://a.example/"}}', undefined],
    ['{"data":null}', undefined],
  ])('%s', (text, url) => {
    expect(readPictureUrl(json(text))).toBe(url);
  });
});

describe('inline pictures', () => {
  const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3, 4]);
  it.each([
    { data: { image: jpeg.toString('base64') } },
    { data: { result: jpeg.toString('base64') } },
    { result: `data:image/jpeg;base64,${jpeg.toString('base64')}` },
  ])('%j', (value) => {
    expect(readInlinePicture(value)).toEqual(jpeg);
  });
  it.each([{ data: { image: 'aGVsbG8=' } }, { data: { image: 'https://a.example/x' } }, { data: { image: '' } }, {}])(
    'none in %j',
    (value) => {
      expect(readInlinePicture(value)).toBeUndefined();
    },
  );
});

describe('credits', () => {
  it('adds up the two pools that count, numbers or digits', () => {
    const data = [
      { unique_sign: 'common', balance: '0.1' },
      { unique_sign: 'portrait_intelligent_beautification', balance: 0.2 },
      { unique_sign: 'something_else', balance: 9000 },
      null,
      { unique_sign: 'also_else', balance: 'x' },
    ];
    expect(readCredits({ data })).toBe(0.3);
    expect(readCredits({ data: [] })).toBe(0);
  });
  it.each([
    {},
    { data: {} },
    { data: [{ unique_sign: 'common', balance: 'many' }] },
    { data: [{ unique_sign: 'common' }] },
    7,
  ])('does not guess at %j', (value) => {
    expect(readCredits(value)).toBeUndefined();
  });
});

describe('the envelope', () => {
  it('takes numbers for ids and digits for codes', () => {
    const text =
      '{"request_id":123456789012345678901,"log_id":"","error_code":"13","error_detail":{"status_code":"400","code":" x "}}';
    expect(readEnvelope(json(text))).toEqual({
      code: 'X',
      errorCode: 13,
      detailStatus: 400,
      support: { requestId: '123456789012345678901' },
    });
  });

  it('counts fields of the wrong type as missing', () => {
    expect(readEnvelope({ error_code: {}, error_detail: 'no', request_id: [] })).toEqual({
      code: undefined,
      errorCode: undefined,
      detailStatus: undefined,
      support: undefined,
    });
  });
});

it('no body makes a reader throw', () => {
  const readers = [readCredits, readEnvelope, readInlinePicture, readPictureUrl, readTaskId, readTaskStatus];
  const fields = fc.dictionary(
    fc.constantFrom('data', 'task_id', 'image', 'images', 'image_url', 'result', 'error_detail', 'task_status'),
    fc.jsonValue(),
  );
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), fields, fc.record({ data: fields })), (value) => {
      for (const read of readers) expect(() => read(value)).not.toThrow();
    }),
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.string(), (bytes, type) => {
      expect(['json', 'page', 'other']).toContain(parseBody(bytes, type).kind);
    }),
  );
});
