import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { answered, confirmed, lost, ONLINE, probeNow, type Connection } from '../../../electron/queue/connection.ts';
import { Heartbeat } from '../../../electron/queue/heartbeat.ts';
import { allowedDuring, stronger, type Pause, type PauseKind } from '../../../electron/queue/pause.ts';
import { backoffMs, pollDelayMs } from '../../../electron/queue/policy.ts';
import { Standstill } from '../../../electron/queue/standstill.ts';
import { createFakeClock } from '../../helpers/fake-clock.ts';

describe('backoff', () => {
  it('doubles from 1 s to 60 s, spread by a quarter either way', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 50].map((n) => backoffMs(n, 0.5))).toEqual([
      1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000,
    ]);
    expect([backoffMs(1, 0), backoffMs(1, 1)]).toEqual([750, 1_250]);
  });

  it('obeys a Retry-After that asks for longer, up to ten minutes', () => {
    expect(backoffMs(1, 0.5, 20_000)).toBe(20_000);
    expect(backoffMs(7, 0.5, 20_000)).toBe(60_000);
    expect(backoffMs(1, 0.5, 86_400_000)).toBe(600_000);
  });

  it('is at least 750 ms and finite whatever comes', () => {
    fc.assert(
      fc.property(fc.nat(), fc.float({ min: 0, max: 1, noNaN: true }), fc.nat(), (failures, random, retryAfter) => {
        const wait = backoffMs(failures, random, retryAfter);
        expect(wait).toBeGreaterThanOrEqual(750);
        expect(wait).toBeLessThanOrEqual(600_000);
      }),
    );
  });

  it('asks about a task more seldom the older it is', () => {
    expect(pollDelayMs(5_000, 0)).toBe(4_500);
    expect(pollDelayMs(5_000, 0.5, 299_000)).toBe(5_000);
    expect(pollDelayMs(5_000, 0.5, 301_000)).toBe(15_000);
    expect(pollDelayMs(5_000, 0.5, 901_000)).toBe(60_000);
    expect(pollDelayMs(5_000, 0.5, -86_400_000)).toBe(5_000);
    expect(pollDelayMs(90_000, 0.5, 901_000)).toBe(90_000);
  });
});

describe('the connection', () => {
  it('is probed ever more seldom while it is lost, up to every 30 s', () => {
    let now = 0;
    let connection: Connection = ONLINE;
    const gaps: number[] = [];
    for (let n = 0; n < 8; n++) {
      connection = lost(connection, now);
      if (connection.online) throw new Error('still online');
      gaps.push(connection.probeAt - now);
      now = connection.probeAt;
    }
    expect(gaps).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
    expect(connection.online ? undefined : connection.since).toBe(0);
  });

  it('that answers a probe is tried, but remembered as shaky until something real went through', () => {
    const tried = answered(lost(lost(ONLINE, 0), 1_000));
    expect(tried).toEqual({ online: true, delayMs: 4_000 });
    expect(lost(tried, 5_000)).toMatchObject({ probeAt: 9_000 });
    expect(confirmed()).toEqual(ONLINE);
  });

  it('is probed at once when the system says that something changed', () => {
    const long = lost(lost(ONLINE, 0), 1_000);
    expect(probeNow(long, 1_500)).toMatchObject({ online: false, probeAt: 1_500, delayMs: 1_000 });
    expect(probeNow(ONLINE, 1_500)).toBe(ONLINE);
  });
});

describe('a pause', () => {
  const kinds: readonly PauseKind[] = ['user', 'key', 'locked', 'credits', 'budget', 'withdrawn', 'disk'];
  const pause = (kind: PauseKind): Pause => ({ kind, message: kind });

  it('never lets new money be spent, and fetches what is paid for unless the disk fails', () => {
    for (const kind of kinds) {
      const allowed = allowedDuring(pause(kind));
      expect([kind, allowed.submit, allowed.prepare]).toEqual([kind, false, false]);
      expect([kind, allowed.download, allowed.export]).toEqual([kind, kind !== 'disk', kind !== 'disk']);
    }
    expect(Object.values(allowedDuring(undefined))).toEqual([true, true, true, true, true]);
    expect(kinds.filter((kind) => allowedDuring(pause(kind)).poll)).toEqual(['user', 'credits', 'budget']);
  });

  it('that needs a person outranks one that a person chose, and the disk outranks all', () => {
    expect(stronger(undefined, pause('user')).kind).toBe('user');
    expect(stronger(pause('user'), pause('key')).kind).toBe('key');
    expect(stronger(pause('key'), pause('credits')).kind).toBe('key');
    expect(stronger(pause('key'), pause('disk')).kind).toBe('disk');
    expect(stronger(pause('disk'), pause('key')).kind).toBe('disk');
  });

  it('for the disk ends by itself after 15, 30 … 300 s, and starts over after a calm time', () => {
    const clock = createFakeClock();
    const changed = vi.fn();
    const standstill = new Standstill(clock, changed);
    const waits: number[] = [];
    for (let n = 0; n < 6; n++) {
      standstill.set(pause('disk'));
      const [wait = 0] = clock.pending();
      waits.push(wait);
      clock.advance(wait);
      expect(standstill.current).toBeUndefined();
    }
    expect(waits).toEqual([15_000, 30_000, 60_000, 120_000, 240_000, 300_000]);
    expect(changed).toHaveBeenCalledTimes(12);
    clock.advance(121_000);
    standstill.set(pause('disk'));
    expect(clock.pending()).toEqual([15_000]);
  });

  it('for the disk gives way to what lay beneath it, also to what came meanwhile', () => {
    const clock = createFakeClock();
    const standstill = new Standstill(clock, () => {});
    standstill.set(pause('user'));
    standstill.set(pause('disk'));
    standstill.set(pause('key'));
    expect(standstill.current?.kind).toBe('disk');
    clock.advance(15_000);
    expect(standstill.current?.kind).toBe('key');
    standstill.lift();
    expect(standstill.current).toBeUndefined();
    expect(clock.pending()).toEqual([]);
  });
});

describe('the heartbeat', () => {
  it.each<readonly [string, (clock: ReturnType<typeof createFakeClock>) => void, boolean]>([
    ['nothing', () => {}, false],
    ['a sleep of an hour', (clock) => clock.sleep(3_600_000), true],
    ['a clock set back', (clock) => clock.set(clock.now() - 3_600_000), true],
    ['a clock put right by a second', (clock) => clock.set(clock.now() + 1_000), false],
  ])('tells apart: %s', (_what, change, jumped) => {
    const clock = createFakeClock();
    const beats: boolean[] = [];
    const heartbeat = new Heartbeat(clock, (jump) => beats.push(jump));
    heartbeat.start();
    clock.advance(10_000);
    change(clock);
    clock.advance(20_000);
    clock.advance(30_000);
    expect(beats).toEqual([jumped, false]);
    heartbeat.stop();
    expect(clock.pending()).toEqual([]);
  });
});
