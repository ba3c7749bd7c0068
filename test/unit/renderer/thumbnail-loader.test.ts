import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ThumbnailLoader } from '../../../renderer/gallery/thumbs/thumbnail-loader.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** Scrolls by whole screens of 800 pixels, one event every 16 ms. */
function fly(loader: ThumbnailLoader, events: number): void {
  for (let event = 0; event < events; event++) loader.scrolled(event * 800, 800, event * 16);
}

describe('when pictures are asked for', () => {
  it('is at once while the grid rests or moves at a reader’s pace', () => {
    const loader = new ThumbnailLoader();
    const ask = vi.fn();
    loader.want(ask);
    for (let event = 0; event < 10; event++) loader.scrolled(event * 60, 800, event * 16);
    loader.want(ask);
    expect(ask).toHaveBeenCalledTimes(2);
  });

  it('is at once after a single jump', () => {
    const loader = new ThumbnailLoader();
    loader.scrolled(0, 800, 0);
    loader.scrolled(90_000, 800, 1000);
    expect(loader.flying).toBe(false);
  });

  it('is after the landing when the grid flies, and only for those that still wish it', () => {
    const loader = new ThumbnailLoader();
    fly(loader, 5);
    const [stays, leaves] = [vi.fn(), vi.fn()];
    loader.want(stays);
    const takeBack = loader.want(leaves);
    takeBack();
    expect(stays).not.toHaveBeenCalled();
    vi.runAllTimers();
    expect(stays).toHaveBeenCalledOnce();
    expect(leaves).not.toHaveBeenCalled();
    expect(loader.flying).toBe(false);
  });

  it('is as soon as the flight slows down', () => {
    const loader = new ThumbnailLoader();
    fly(loader, 5);
    const ask = vi.fn();
    loader.want(ask);
    loader.scrolled(4 * 800 + 20, 800, 5 * 16);
    expect(ask).toHaveBeenCalledOnce();
  });
});
