import { systemClock, type Clock } from '../../electron/base/clock.ts';

/**
 * A clock that runs `speed` times as fast as the system's, so that pauses of seconds pass in milliseconds. Programs that share
 * an epoch (Unix milliseconds) agree on the time, also when one is started after another has died.
 */
export function fastClock(speed: number, epoch: number): Clock {
  const start = systemClock.monotonic();
  return {
    now: () => epoch + (systemClock.now() - epoch) * speed,
    monotonic: () => (systemClock.monotonic() - start) * speed,
    after: (ms, fn) => systemClock.after(ms / speed, fn),
  };
}
