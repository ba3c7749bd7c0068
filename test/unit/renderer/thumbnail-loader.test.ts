import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ThumbDesk } from '../../../renderer/gallery/thumbs/thumbnail-loader.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** Scrolls by whole screens of 800 pixels, one event every 16 ms. */
function fly(desk: ThumbDesk, events: number): void {
  for (let event = 0; event < events; event++) desk.scrolled(event * 800, 800, event * 16);
}

describe('when pictures are asked for', () => {
  it('is at once while the grid rests or moves at a reader’s pace', () => {
    const desk = new ThumbDesk();
    const ask = vi.fn();
    desk.want(ask);
    for (let event = 0; event < 10; event++) desk.scrolled(event * 60, 800, event * 16);
    desk.want(ask);
    expect(ask).toHaveBeenCalledTimes(2);
  });

  it('is at once after a single jump', () => {
    const desk = new ThumbDesk();
    desk.scrolled(0, 800, 0);
    desk.scrolled(90_000, 800, 1000);
    expect(desk.flying).toBe(false);
  });

  it('is after the landing when the grid flies, and only for those that still wish it', () => {
    const desk = new ThumbDesk();
    fly(desk, 5);
    const [stays, leaves] = [vi.fn(), vi.fn()];
    desk.want(stays);
    const takeBack = desk.want(leaves);
    takeBack();
    expect(stays).not.toHaveBeenCalled();
    vi.runAllTimers();
    expect(stays).toHaveBeenCalledOnce();
    expect(leaves).not.toHaveBeenCalled();
    expect(desk.flying).toBe(false);
  });

  it('is as soon as the flight slows down', () => {
    const desk = new ThumbDesk();
    fly(desk, 5);
    const ask = vi.fn();
    desk.want(ask);
    desk.scrolled(4 * 800 + 20, 800, 5 * 16);
    expect(ask).toHaveBeenCalledOnce();
  });
});
