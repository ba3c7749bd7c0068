import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Body } from '../../../electron/ailab/answers.ts';
import { classify } from '../../../electron/ailab/classify.ts';
import type { Verdict } from '../../../electron/ailab/classify.ts';
import { knownCodes } from '../../../electron/ailab/messages.ts';
import type { CallKind, FailureKind } from '../../../electron/ailab/types.ts';

const NOW = Date.UTC(2026, 8, 1);

function envelope(code: string, extra: Record<string, unknown> = {}): Body {
  return { kind: 'json', value: { request_id: 'r', log_id: 'l', error_detail: { code }, ...extra } };
}

function judge(call: CallKind, status: number, body: Body | undefined, retryAfter?: string): Verdict {
  return classify({ call, status, body, retryAfter, now: NOW });
}

const page: Body = { kind: 'page' };

type Row = readonly [status: number, codes: readonly string[], submit: string, poll: string];

/** Section 4 of the API's description: verdict and kind for a submit and for a poll. */
const rows: readonly Row[] = [
  [
    400,
    ['ERROR_PARAMETERS', 'MISSING_PARAMETERS', 'ERROR_INVALID_PARAMETER', 'UNSUPPORTED_PARAMETER_VALUES'],
    'refused photo',
    'again photo',
  ],
  // Older documents put it here.
  [400, ['PROCESSING_FAILURE'], 'refused transient', 'again transient'],
  [401, ['ERROR_USER_NOT_EXISTS', 'ERROR_APPLICATIONS_NOT_EXISTS'], 'refused key', 'again key'],
  [403, ['ERROR_USER_LOCKED', 'ERROR_ILLEGAL_OPERATION'], 'refused locked', 'again locked'],
  [404, ['ERROR_AI_NOT_EXISTS'], 'refused withdrawn', 'again withdrawn'],
  [404, ['ERROR_RESOURCE_NOT_FOUND', 'ERROR_CONTENT_NOT_FOUND'], 'refused photo', 'again task-gone'],
  [410, ['ERROR_RESOURCE_RECLAIMED', 'ERROR_TASK_REVOKED'], 'refused photo', 'again task-gone'],
  [409, ['ERROR_TASK_CONFLICT', 'ERROR_TASK_STOPPED_PROCESSING'], 'refused photo', 'again task-gone'],
  [
    413,
    [
      'FILE_SIZE_EXCEEDS_LIMIT',
      'FILE_RESOLUTION_EXCEEDS_LIMITS',
      'ERROR_HIGH_RESOLUTION',
      'ERROR_REQUEST_BODY_TOO_LARGE',
    ],
    'refused photo',
    'again photo',
  ],
  [415, ['UNSUPPORTED_FILE_TYPES', 'ERROR_UNSUPPORTED_GRAYSCALE_IMAGE'], 'refused photo', 'ended photo'],
  [
    422,
    [
      'ERROR_NO_FACE_IN_FILE',
      'ERROR_FACE_SIZE_RATIO_NOT_MET',
      'ERROR_SMALL_FACE_SIZE',
      'ERROR_BLURRY_FACE',
      'ERROR_OBSTRUCTED_FACE',
      'ERROR_POOR_FACE_QUALITY',
      'ERROR_INCOMPLETE_FACE',
      'ERROR_FACE_NOT_FACING_FORWARD',
      'ERROR_LOW_RESOLUTION',
      'FILE_DECODING_FAILURE',
      'ERROR_CONTENT_NON_COMPLIANCE',
      'FILE_CONTENT_NON_COMPLIANCE',
      'ERROR_NO_RECOGNITION_TARGET_DETECTED',
      'ERROR_FACE_SIZE_NOT_MEET_REQUIREMENTS',
      'ERROR_FACE_COUNT_INVALID',
      'ERROR_POOR_FACE_LIGHTING',
      'ERROR_FACE_UNRECOGNIZABLE',
      'ERROR_IMAGE_RECOGNITION_FAILED',
      'ERROR_QUALITY_SCORE_NOT_MEET_REQUIREMENTS',
      'ERROR_CARTOON_FACE_NOT_SUPPORTED',
    ],
    'refused photo',
    'ended photo',
  ],
  [429, ['ERROR_NOT_ENOUGH_CREDITS'], 'refused credits', 'again credits'],
  [429, ['EXCEEDING_LIMITS', 'ERROR_BATCH_TASK_LIMIT_EXCEEDED'], 'refused rate', 'again rate'],
  [500, ['PROCESSING_FAILURE', 'SERVICE_INTERNAL_ERROR'], 'refused transient', 'again transient'],
  [500, ['UNKNOWN_ERROR', 'ERROR_RESPONSE_BODY_TOO_LARGE'], 'unclear transient', 'again transient'],
  [
    502,
    ['AI_SERVICE_ERROR', 'AI_SERVICE_INTERNAL_ERROR', 'ERROR_FILE_UPLOAD_FAILED', 'ERROR_GATEWAY'],
    'refused transient',
    'again transient',
  ],
  // The vendor's own supplier is out of order: no photo's fault, and none is tried after the other.
  [502, ['AI_SERVICE_UNAUTHORIZED', 'AI_SERVICE_NOT_FOUND'], 'refused withdrawn', 'again withdrawn'],
  [503, ['AI_SERVICE_FLOW_RESTRICTION', 'ERROR_INSUFFICIENT_RESOURCES'], 'refused transient', 'again transient'],
  [504, ['AI_SERVICE_TIMEOUT'], 'unclear transient', 'again transient'],
];

const said = ({ verdict, failure }: Verdict): string => `${verdict} ${failure.kind}`;

describe('every code of the vendor', () => {
  for (const [status, codes, submit, poll] of rows) {
    for (const code of codes) {
      it(`${status} ${code}: ${submit} on a submit, ${poll} on a poll`, () => {
        const answer = judge('submit', status, envelope(code));
        expect(said(answer)).toBe(submit);
        expect(answer.failure.reason.code).toBe(code);
        expect(answer.failure.reason.message).toMatch(/^[A-Z][^_]{15,}\.$/);
        expect(answer.failure.support).toEqual({ requestId: 'r', logId: 'l' });
        expect(answer.offline).toBe(false);
        expect(said(judge('poll', status, envelope(code)))).toBe(poll);
        const asked = judge('credits', status, envelope(code));
        expect(asked.verdict).toBe('again');
        expect(['photo', 'task-gone']).not.toContain(asked.failure.kind);
      });

      it(`${code} means the same inside a 200 of the older generation`, () => {
        const body = envelope(code, { error_code: status, error_detail: { code, status_code: status } });
        expect(said(judge('submit', 200, body))).toBe(submit);
        expect(said(judge('poll', 200, body))).toBe(poll);
      });
    }
  }

  it('leaves no known code untested', () => {
    expect([...new Set(rows.flatMap(([, codes]) => codes))].sort()).toEqual([...knownCodes].sort());
  });

  it('reads a code in any case, with blanks around it', () => {
    expect(said(judge('submit', 500, envelope(' unknown_error ')))).toBe('unclear transient');
  });
});

describe('unknown codes are judged by their HTTP status', () => {
  const cases: readonly [number, FailureKind, FailureKind][] = [
    [400, 'photo', 'photo'],
    [401, 'key', 'key'],
    [402, 'credits', 'credits'],
    [403, 'locked', 'locked'],
    [404, 'withdrawn', 'task-gone'],
    [408, 'transient', 'transient'],
    [409, 'photo', 'task-gone'],
    [410, 'withdrawn', 'task-gone'],
    [413, 'photo', 'photo'],
    [418, 'photo', 'photo'],
    [422, 'photo', 'photo'],
    [429, 'rate', 'rate'],
    [500, 'transient', 'transient'],
    [503, 'transient', 'transient'],
    [599, 'transient', 'transient'],
  ];
  it.each(cases)('%i', (status, submit, poll) => {
    const body = envelope('ERROR_OF_TOMORROW');
    expect(said(judge('submit', status, body))).toBe(`refused ${submit}`);
    const final = status === 422;
    expect(said(judge('poll', status, body))).toBe(`${final ? 'ended' : 'again'} ${poll}`);
  });

  it.each([
    'ERROR_LEFT_EYE_OCCLUSION',
    'OCCLUDED_EYES',
    'ERROR_CHIN_OBSTRUCTED',
    'NOSE_COVERED',
    'ERROR_MOUTH_OCCLUDED',
  ])('%s is about the picture, however it is spelt', (code) => {
    const part = /EYE|CHIN|NOSE|MOUTH/.exec(code)?.[0].toLowerCase();
    for (const call of ['submit', 'poll'] as const) {
      const answer = judge(call, 400, envelope(code));
      expect(said(answer)).toBe(`${call === 'poll' ? 'ended' : 'refused'} photo`);
      expect(answer.failure.reason.message).toContain(part);
    }
  });

  it('reads the code of older answers, and what its words say of a face', () => {
    const older = (code: string, words: string): Body => ({
      kind: 'json',
      value: { error_code: 422, error_code_str: code, error_msg: words },
    });
    const noFace = judge('poll', 422, older('FILE_CONTENT_NON_COMPLIANCE', 'Content. - 222202 - pic not has face'));
    expect(said(noFace)).toBe('ended photo');
    expect(noFace.failure.reason.code).toBe('ERROR_NO_FACE_IN_FILE');
    const content = judge('poll', 422, older('FILE_CONTENT_NON_COMPLIANCE', 'not allowed'));
    expect(content.failure.reason.code).toBe('FILE_CONTENT_NON_COMPLIANCE');
    expect(said(judge('submit', 401, older('ERROR_USER_NOT_EXISTS', '')))).toBe('refused key');
    const both: Body = {
      kind: 'json',
      value: { error_code_str: 'FILE_CONTENT_NON_COMPLIANCE', error_detail: { code: 'ERROR_BLURRY_FACE' } },
    };
    expect(judge('poll', 422, both).failure.reason.code).toBe('ERROR_BLURRY_FACE');
  });

  it('an error number in a 200 is a no, unless it speaks of trouble inside', () => {
    const numbered = (number: number): Body => ({ kind: 'json', value: { error_code: number, task_id: '' } });
    expect(said(judge('submit', 200, numbered(7)))).toBe('refused photo');
    expect(said(judge('submit', 200, numbered(429)))).toBe('refused rate');
    expect(said(judge('submit', 200, numbered(500)))).toBe('unclear transient');
    expect(said(judge('poll', 200, numbered(7)))).toBe('again transient');
    expect(judge('submit', 200, numbered(7)).failure.reason.code).toBe('error-code-7');
  });

  it('keeps a code that is no code out of the reason', () => {
    expect(judge('submit', 400, envelope('<b>key: s3cret</b>')).failure.reason.code).toBe('http-400');
  });
});

describe('answers without the envelope', () => {
  const bodies: readonly [string, Body | undefined][] = [
    ['a page', page],
    ['other text', { kind: 'other' }],
    ['an unread body', undefined],
    ['JSON of somebody else', { kind: 'json', value: { message: 'no' } }],
    ['JSON that is no object', { kind: 'json', value: [1] }],
  ];
  describe.each(bodies)('%s', (_name, body) => {
    it.each([
      [400, 'photo'],
      [401, 'key'],
      [402, 'credits'],
      [403, 'locked'],
      [404, 'withdrawn'],
      [407, 'locked'],
      [411, 'photo'],
      [413, 'photo'],
      [414, 'photo'],
      [415, 'photo'],
      [421, 'photo'],
      [422, 'photo'],
      [429, 'rate'],
      [431, 'photo'],
      [451, 'locked'],
    ])('%i refuses a submit (%s)', (status, kind) => {
      expect(said(judge('submit', status, body))).toBe(`refused ${kind}`);
    });

    it.each([
      200, 201, 204, 301, 302, 303, 307, 308, 408, 409, 423, 424, 425, 444, 499, 500, 502, 503, 504, 511, 520, 599,
    ])('%i leaves a submit unclear', (status) => {
      expect(judge('submit', status, body).verdict).toBe('unclear');
    });

    it.each([200, 302, 400, 401, 403, 404, 407, 408, 409, 410, 413, 422, 429, 500, 503])(
      '%i never ends a task',
      (status) => {
        expect(judge('poll', status, body).verdict).toBe('again');
      },
    );
  });

  it('takes a page in a 200, and 511, for a network that wants a sign-in', () => {
    for (const call of ['submit', 'poll', 'credits'] as const) {
      expect(judge(call, 200, page)).toMatchObject({ offline: true, failure: { reason: { code: 'sign-in-page' } } });
      expect(judge(call, 511, page).offline).toBe(true);
      expect(judge(call, 502, page).offline).toBe(false);
      expect(judge(call, 200, { kind: 'other' }).offline).toBe(false);
    }
  });
});

describe('a question about a task', () => {
  const CLAIM = /nothing was charged/i;

  it('that is refused for anything but the picture ends nothing, and says nothing of the money', () => {
    const codes = fc.oneof(fc.constantFrom(...knownCodes), fc.constant('ERROR_OF_TOMORROW'), fc.constant(''));
    fc.assert(
      fc.property(fc.integer({ min: 200, max: 599 }), codes, (status, code) => {
        const { verdict, failure } = judge('poll', status, envelope(code, { error_code: status }));
        if (verdict === 'ended') expect([415, 422].includes(status) || pictureCodes.has(code)).toBe(true);
        else expect(failure.reason.message).not.toMatch(CLAIM);
      }),
      { numRuns: 1000 },
    );
  });
  const pictureCodes = new Set(
    rows.filter(([status]) => status === 415 || status === 422).flatMap(([, codes]) => codes),
  );
});

describe('downloads', () => {
  it.each([403, 404, 410])('%i: the address is gone', (status) => {
    expect(judge('download', status, undefined).verdict).toBe('gone');
  });
  it.each([400, 401, 407, 408, 416, 429, 500, 502, 503, 504])('%i: try again', (status) => {
    expect(said(judge('download', status, page))).toBe('again transient');
  });
});

describe('Retry-After', () => {
  it.each([
    ['7', 7_000],
    [' 0 ', 0],
    ['Tue, 01 Sep 2026 00:00:30 GMT', 30_000],
    ['Mon, 31 Aug 2026 00:00:00 GMT', 0],
    ['999999999', 900_000],
    ['Tue, 01 Sep 2099 00:00:30 GMT', 900_000],
    ['soon', undefined],
    ['-5', undefined],
    ['1.5', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%s', (header, expected) => {
    expect(judge('submit', 429, envelope('EXCEEDING_LIMITS'), header).failure.retryAfterMs).toBe(expected);
  });
});
