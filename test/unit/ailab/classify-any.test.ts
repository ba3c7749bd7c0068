import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Body } from '../../../electron/ailab/answers.ts';
import { classify, type Verdict } from '../../../electron/ailab/classify.ts';
import type { CallKind } from '../../../electron/ailab/types.ts';

const page: Body = { kind: 'page' };

function judge(call: CallKind, status: number, body: Body | undefined, retryAfter?: string): Verdict {
  return classify({ call, status, body, retryAfter, now: Date.UTC(2026, 8, 1) });
}

describe('whatever comes', () => {
  const anyBody = fc.option(
    fc.oneof(
      fc.constant<Body>(page),
      fc.constant<Body>({ kind: 'other' }),
      fc.anything().map((value): Body => ({ kind: 'json', value })),
      fc.jsonValue().map((value): Body => ({ kind: 'json', value: { error_code: value, error_detail: value } })),
    ),
    { nil: undefined },
  );
  const calls = fc.constantFrom<CallKind>('submit', 'poll', 'credits', 'download');

  it('has a verdict that fits the call, and never throws', () => {
    const fitting: Record<CallKind, readonly Verdict['verdict'][]> = {
      submit: ['refused', 'unclear'],
      poll: ['ended', 'again'],
      credits: ['again'],
      download: ['gone', 'again'],
    };
    fc.assert(
      fc.property(calls, fc.integer({ min: 100, max: 599 }), anyBody, fc.string(), (call, status, body, retryAfter) => {
        const { verdict, failure } = judge(call, status, body, retryAfter);
        expect(fitting[call]).toContain(verdict);
        expect(failure.reason.message.length).toBeGreaterThan(10);
      }),
    );
  });

  it('a submit answered with 5xx is never refused without a code of the vendor', () => {
    fc.assert(
      fc.property(fc.integer({ min: 500, max: 599 }), fc.jsonValue(), (status, value) => {
        expect(judge('submit', status, { kind: 'json', value }).verdict).toBe('unclear');
      }),
    );
  });
});
