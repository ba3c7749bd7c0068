import { describe, expect, it } from 'vitest';
import { undecided, type Charged, type Doubt } from '../../../electron/queue/outcome.ts';

const REASON = { code: 'X', message: 'Said by the service.' };

/** One of every kind; a new kind does not compile without its line here. */
const DOUBTS: { readonly [K in Doubt['kind']]: readonly (readonly [Extract<Doubt, { kind: K }>, string, Charged])[] } =
  {
    'interrupted-while-sending': [[{ kind: 'interrupted-while-sending' }, 'interrupted-while-sending', 'maybe']],
    'no-clear-answer': [[{ kind: 'no-clear-answer', reason: REASON }, 'X', 'maybe']],
    'task-id-repeated': [
      [{ kind: 'task-id-repeated', wasDone: false }, 'task-id-repeated', 'maybe'],
      [{ kind: 'task-id-repeated', wasDone: true }, 'task-id-repeated', 'surely'],
    ],
    'result-unfit': [[{ kind: 'result-unfit', reason: REASON }, 'X', 'surely']],
    'result-shared': [
      [{ kind: 'result-shared', wasDone: false }, 'result-shared', 'maybe'],
      [{ kind: 'result-shared', wasDone: true }, 'result-shared', 'surely'],
    ],
    'inline-picture-unusable': [[{ kind: 'inline-picture-unusable', reason: REASON }, 'X', 'surely']],
    'dropped-before': [[{ kind: 'dropped-before' }, 'dropped-before', 'maybe']],
    'task-gone': [
      [{ kind: 'task-gone', reason: REASON, wasDone: false }, 'task-gone', 'maybe'],
      [{ kind: 'task-gone', reason: REASON, wasDone: true }, 'task-gone', 'surely'],
    ],
    'task-never-ended': [
      [{ kind: 'task-never-ended', wasDone: false }, 'task-never-ended', 'maybe'],
      [{ kind: 'task-never-ended', wasDone: true }, 'task-never-ended', 'surely'],
    ],
    'result-unavailable': [[{ kind: 'result-unavailable' }, 'result-unavailable', 'surely']],
    'no-picture-address': [[{ kind: 'no-picture-address' }, 'no-picture-address', 'surely']],
    'kept-result-unusable': [[{ kind: 'kept-result-unusable', reason: REASON }, 'kept-result-unusable', 'surely']],
    'submission-gone': [[{ kind: 'submission-gone' }, 'submission-gone', 'surely']],
    'result-lost': [[{ kind: 'result-lost' }, 'result-lost', 'surely']],
    'result-damaged': [[{ kind: 'result-damaged' }, 'result-damaged', 'surely']],
    'queue-recovered': [
      [{ kind: 'queue-recovered', charged: 'maybe' }, 'queue-recovered', 'maybe'],
      [{ kind: 'queue-recovered', charged: 'surely' }, 'queue-recovered', 'surely'],
    ],
    'entry-damaged': [[{ kind: 'entry-damaged' }, 'entry-damaged', 'maybe']],
  };

describe('what makes a photo undecided', () => {
  const rows = Object.values(DOUBTS).flatMap((of): readonly (readonly [Doubt, string, Charged])[] => of);

  it.each(rows)('%o says %s, %s charged', (doubt, code, charged) => {
    const ruling = undecided(doubt);
    expect(ruling.reason.code).toBe(code);
    expect(ruling.charged).toBe(charged);
    expect(ruling.reason.message).not.toMatch(/nothing was charged|not charged/i);
  });
});
