import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fitView,
  panBy,
  placement,
  scaleOf,
  toggleZoom,
  zoomAt,
  type Point,
  type Size,
  type View,
} from '../../../renderer/loupe/zoom.ts';

const image: Size = { width: 6000, height: 4000 };
const pane: Size = { width: 1200, height: 900 };

/** The point of the picture (0..1) that lies under a point of the pane. */
function under(view: View, pointer: Point): Point {
  const box = placement(view, image, pane);
  return { x: (pointer.x - box.x) / box.width, y: (pointer.y - box.y) / box.height };
}

describe('the fitted view', () => {
  it('shows the whole picture in the middle', () => {
    expect(placement(fitView, image, pane)).toEqual({ x: 0, y: 50, width: 1200, height: 800 });
  });

  it('has nothing to pan', () => {
    expect(panBy(fitView, image, pane, 100, 100)).toBe(fitView);
  });
});

describe('zooming at the pointer', () => {
  it('keeps the point under the pointer where it is', () => {
    const pointer = { x: 700, y: 420 };
    const first = zoomAt(fitView, image, pane, pointer, 3);
    const second = zoomAt(first, image, pane, pointer, 1.4);
    expect(under(second, pointer).x).toBeCloseTo(under(fitView, pointer).x, 6);
    expect(under(second, pointer).y).toBeCloseTo(under(fitView, pointer).y, 6);
  });

  it('ends in the fitted view, and at eight screen pixels for one', () => {
    expect(zoomAt(zoomAt(fitView, image, pane, { x: 9, y: 9 }, 4), image, pane, { x: 9, y: 9 }, 0.001)).toEqual(
      fitView,
    );
    expect(scaleOf(zoomAt(fitView, image, pane, { x: 600, y: 450 }, 1e6), image, pane)).toBe(8);
  });

  it('never lets an empty border in', () => {
    const coordinate = fc.double({ min: 0, max: 900, noNaN: true });
    const shift = fc.double({ min: -9000, max: 9000, noNaN: true });
    const factor = fc.double({ min: 0.2, max: 20, noNaN: true });
    fc.assert(
      fc.property(coordinate, coordinate, factor, shift, shift, (x, y, by, dx, dy) => {
        const view = panBy(zoomAt(fitView, image, pane, { x, y }, by), image, pane, dx, dy);
        const box = placement(view, image, pane);
        const covers = (at: number, size: number, room: number) =>
          size <= room + 1e-6 ? Math.abs(at + size / 2 - room / 2) < 1e-6 : at <= 1e-6 && at + size >= room - 1e-6;
        expect(covers(box.x, box.width, pane.width)).toBe(true);
        expect(covers(box.y, box.height, pane.height)).toBe(true);
      }),
    );
  });
});

describe('fit and 1:1', () => {
  it('goes to 1:1 around the pointer and back', () => {
    const pointer = { x: 900, y: 300 };
    const close = toggleZoom(fitView, image, pane, pointer, 1);
    expect(scaleOf(close, image, pane)).toBe(1);
    expect(under(close, pointer).x).toBeCloseTo(under(fitView, pointer).x, 6);
    expect(toggleZoom(close, image, pane, undefined, 1).zoom).toBe('fit');
  });

  it('shows one picture pixel per screen pixel on a dense screen', () => {
    expect(scaleOf(toggleZoom(fitView, image, pane, undefined, 0.5), image, pane)).toBe(0.5);
  });

  it('comes back to the same place without a pointer', () => {
    const close = panBy(toggleZoom(fitView, image, pane, undefined, 1), image, pane, -300, 120);
    const again = toggleZoom(toggleZoom(close, image, pane, undefined, 1), image, pane, undefined, 1);
    expect(again).toEqual(close);
  });

  it('keeps its place on the next photo, whatever its size', () => {
    const close = toggleZoom(fitView, image, pane, { x: 800, y: 300 }, 1);
    const next = placement(close, { width: 4000, height: 6000 }, pane);
    expect((pane.width / 2 - next.x) / next.width).toBeCloseTo(close.x, 6);
    expect((pane.height / 2 - next.y) / next.height).toBeCloseTo(close.y, 6);
  });
});

it('moves the picture by as much as it was dragged', () => {
  const close = toggleZoom(fitView, image, pane, undefined, 1);
  const before = placement(close, image, pane);
  const after = placement(panBy(close, image, pane, 37, -21), image, pane);
  expect(after.x - before.x).toBeCloseTo(37, 6);
  expect(after.y - before.y).toBeCloseTo(-21, 6);
});
