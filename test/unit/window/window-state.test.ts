import { describe, expect, it } from 'vitest';
import { openingBounds } from '../../../electron/window/window-state.ts';

const laptop = { x: 0, y: 25, width: 1600, height: 1000 };
const beside = { x: 1600, y: 0, width: 2560, height: 1440 };

describe('openingBounds', () => {
  it('centres the first window on the main screen', () => {
    expect(openingBounds(undefined, [laptop, beside])).toEqual({ x: 80, y: 75, width: 1440, height: 900 });
  });

  it('opens where it was', () => {
    const before = { x: 1700, y: 100, width: 1500, height: 1200 };
    expect(openingBounds(before, [laptop, beside])).toEqual(before);
  });

  it('comes back to the main screen when its own is gone', () => {
    const before = { x: 1700, y: 100, width: 1500, height: 1200 };
    expect(openingBounds(before, [laptop])).toEqual({ x: 50, y: 25, width: 1500, height: 1000 });
  });

  it('comes back when its title bar cannot be reached', () => {
    expect(openingBounds({ x: 100, y: -200, width: 1000, height: 700 }, [laptop])).toMatchObject({ x: 300, y: 175 });
    expect(openingBounds({ x: -950, y: 100, width: 1000, height: 700 }, [laptop])).toMatchObject({ x: 300 });
  });

  it('never becomes larger than the screen or smaller than the page needs', () => {
    expect(openingBounds({ x: 0, y: 25, width: 9000, height: 9000 }, [laptop])).toMatchObject({
      width: 1600,
      height: 1000,
    });
    expect(openingBounds({ x: 0, y: 25, width: 10, height: 10 }, [laptop])).toMatchObject({ width: 960, height: 600 });
  });
});
