import { describe, expect, it } from 'vitest';
import type { QueueView } from '../../../electron/contract/index.ts';
import { progressOf, wordAtTheEnd } from '../../../electron/window/queue-words.ts';

const idle: QueueView = {
  active: false,
  online: true,
  paused: undefined,
  total: 0,
  exported: 0,
  failed: 0,
  undecided: 0,
  cancelled: 0,
  waiting: 0,
  inFlight: 0,
  photosPerMinute: undefined,
  secondsLeft: undefined,
  creditsSpent: 0,
  creditsLeft: undefined,
  output: undefined,
};
const working: QueueView = { ...idle, active: true, total: 10, exported: 3, failed: 1, waiting: 6 };

describe('the taskbar', () => {
  it('shows how much is settled while there is something to do', () => {
    expect(progressOf(idle)).toEqual({ value: -1, mode: 'none' });
    expect(progressOf(working)).toEqual({ value: 0.4, mode: 'normal' });
  });

  it('stands still while the queue does', () => {
    expect(progressOf({ ...working, online: false }).mode).toBe('paused');
    expect(progressOf({ ...working, paused: { kind: 'user', message: '' } }).mode).toBe('paused');
  });
});

describe('the word at the end', () => {
  it('is said once, when the work has just ended', () => {
    const done = { ...idle, total: 10, exported: 8, failed: 1, undecided: 1 };
    expect(wordAtTheEnd(working, done)).toBe('8 photos are ready, 1 failed, 1 needs your decision.');
    expect(wordAtTheEnd(done, done)).toBeUndefined();
    expect(wordAtTheEnd(undefined, done)).toBeUndefined();
    expect(wordAtTheEnd(working, { ...idle, exported: 1 })).toBe('1 photo is ready.');
  });

  it('is not said for a batch that was only cancelled', () => {
    expect(wordAtTheEnd(working, { ...idle, total: 10, cancelled: 10 })).toBeUndefined();
  });
});
