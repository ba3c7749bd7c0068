import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accepted, overloaded, refused, startLimit, type LimitState } from '../../../electron/queue/limit.ts';

describe('the limit on tasks in flight', () => {
  it('starts within its bounds', () => {
    expect(startLimit(3, 64).limit).toBe(3);
    expect(startLimit(3, 2).limit).toBe(2);
    expect(startLimit(0, 64).limit).toBe(1);
  });

  it('grows with every submit accepted at the limit, up to the most, and not below it', () => {
    let state = startLimit(3, 5);
    state = accepted(state, 2, 2);
    expect(state.limit).toBe(3);
    for (const expected of [4, 5, 5]) {
      state = accepted(state, state.limit, state.limit);
      expect(state.limit).toBe(expected);
    }
  });

  it('stays at what the service carried when it refused, and tries one more ever more rarely', () => {
    let state = refused(startLimit(6, 64), 4, 0);
    expect(state).toMatchObject({ limit: 4, ceiling: 4 });
    const waits: number[] = [];
    for (let tries = 0; tries < 4; tries++) {
      let submits = 0;
      while (state.limit === 4) {
        state = accepted(state, 4, 4);
        submits++;
      }
      waits.push(submits);
      state = refused(state, 4, state.epoch);
      expect(state.limit).toBe(4);
    }
    expect(waits).toEqual([24, 48, 96, 96]);
  });

  it('grows again when a try above the ceiling goes through', () => {
    const tried: LimitState = { ...refused(startLimit(4, 64), 4, 0), limit: 5 };
    expect(accepted(tried, 5, 5)).toMatchObject({ limit: 6, ceiling: undefined });
  });

  it('steps down when it is refused at a limit that used to work', () => {
    const settled = refused(startLimit(10, 64), 10, 0);
    expect(refused(settled, 10, settled.epoch).limit).toBe(7);
  });

  it('is lowered once by several refusals of submits that began together', () => {
    const first = refused(startLimit(6, 64), 4, 0);
    expect(refused(first, 2, 0)).toBe(first);
    expect(overloaded(first, 0)).toBe(first);
    expect(overloaded(first, 1)).toMatchObject({ limit: 2, ceiling: undefined });
  });

  it('is never below one or above the most, whatever comes', () => {
    const count = fc.nat({ max: 80 });
    const step = fc.tuple(fc.constantFrom('accepted', 'refused', 'overloaded'), count, count);
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), fc.integer({ min: 1, max: 64 }), (steps, max) => {
        let state = startLimit(3, max);
        for (const [what, carried, inFlight] of steps) {
          if (what === 'accepted') state = accepted(state, carried, inFlight);
          else if (what === 'refused') state = refused(state, carried, state.epoch);
          else state = overloaded(state, state.epoch);
          expect(state.limit).toBeGreaterThanOrEqual(1);
          expect(state.limit).toBeLessThanOrEqual(max);
        }
      }),
    );
  });
});
