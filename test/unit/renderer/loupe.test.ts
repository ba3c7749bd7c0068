import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bySize, lookAt, nextFace } from '../../../renderer/loupe/faces.ts';
import { curveOf, histogramOf } from '../../../renderer/loupe/histogram/histogram.ts';
import { isHidden, panesOf, type Layer } from '../../../renderer/loupe/panes/layers.ts';
import { wheelFactor } from '../../../renderer/loupe/panes/use-pane-gestures.ts';
import { fitView, scaled, scaleOf } from '../../../renderer/loupe/zoom.ts';
import { photo } from './photos.ts';

const status = { kind: 'exported', output: '/out/a.jpg', at: 7 } as const;
const shown = { mode: 'single', original: false, split: 0.5 } as const;

describe('what the panes show', () => {
  it('is the original alone before there is a result, however they compare', () => {
    for (const mode of ['single', 'side', 'split'] as const) {
      expect(panesOf(photo('a'), { ...shown, mode }).map((layers) => layers.map(({ what }) => what))).toEqual([
        ['original'],
      ]);
    }
  });

  it('is the result over its original, as strong as it is faded', () => {
    const [layers = []] = panesOf(photo('a', { status, fade: 0.6 }), shown);
    expect(layers.map(({ what, opacity, address }) => [what, opacity, address])).toEqual([
      ['original', 1, '/preview/a?v=0'],
      ['retouched', 0.6, '/result/a?v=7'],
    ]);
    expect(layers.map(({ full }) => full)).toEqual(['/preview/a?v=0&size=full', '/result/a?v=7&size=full']);
  });

  it('is the original while it is held, without a picture having to be loaded', () => {
    const [layers = []] = panesOf(photo('a', { status }), { ...shown, original: true });
    expect(layers.map(({ opacity }) => opacity)).toEqual([1, 0]);
  });

  it('cuts the result off at the split line', () => {
    const [layers = []] = panesOf(photo('a', { status }), { ...shown, mode: 'split', split: 0.3 });
    expect(layers.map(({ cut }) => cut)).toEqual([0, 0.3]);
  });

  it('is original and result side by side', () => {
    const panes = panesOf(photo('a', { status }), { ...shown, mode: 'side' });
    expect(panes.map((layers) => layers.at(-1)?.what)).toEqual(['original', 'retouched']);
  });
});

it('blends as an export does', () => {
  // Source-over with opacity a, on opaque pixels, is what the CSS opacity of a layer means.
  const over = (below: number, above: number, a: number) => above * a + below * (1 - a);
  const byte = fc.integer({ min: 0, max: 255 });
  fc.assert(
    fc.property(byte, byte, fc.double({ min: 0, max: 1, noNaN: true }), (original, full, fade) => {
      const [layers = []] = panesOf(photo('a', { status, fade }), shown);
      const pixels = { original, retouched: full };
      const drawn = layers.reduce((below, { what, opacity }) => over(below, pixels[what], opacity), 0);
      expect(drawn).toBeCloseTo(original + fade * (full - original), 9);
    }),
  );
});

it('knows what nobody can see', () => {
  const layer = (change: Partial<Layer>): Layer => ({
    what: 'original',
    address: '',
    full: '',
    opacity: 1,
    cut: 0,
    ...change,
  });
  expect(isHidden([layer({}), layer({})], 0)).toBe(true);
  expect(isHidden([layer({}), layer({ opacity: 0.9 })], 0)).toBe(false);
  expect(isHidden([layer({}), layer({ cut: 0.5 })], 0)).toBe(false);
  expect(isHidden([layer({}), layer({ opacity: 0 })], 1)).toBe(true);
});

describe('faces', () => {
  const small = { x: 0, y: 0, width: 0.1, height: 0.1 };
  const large = { x: 0.5, y: 0.4, width: 0.2, height: 0.3 };

  it('come largest first, one after the other, and round again', () => {
    expect(bySize([small, large])).toEqual([large, small]);
    expect([nextFace(2, undefined), nextFace(2, 0), nextFace(2, 1)]).toEqual([0, 1, 0]);
    expect(nextFace(0, undefined)).toBeUndefined();
  });

  it('are looked at at 1:1, or at the zoom that is chosen', () => {
    expect(lookAt(large, fitView, 0.5)).toEqual({ zoom: 0.5, x: 0.6, y: 0.55 });
    expect(lookAt(large, { zoom: 2, x: 0, y: 0 }, 0.5).zoom).toBe(2);
  });
});

it('zooms to a scale around the middle, and no deeper than there is', () => {
  const [image, pane] = [
    { width: 6000, height: 4000 },
    { width: 1200, height: 900 },
  ];
  const view = scaled({ zoom: 'fit', x: 0.3, y: 0.6 }, image, pane, 1);
  expect(view).toEqual({ zoom: 1, x: 0.3, y: 0.6 });
  expect(scaleOf(scaled(view, image, pane, 50), image, pane)).toBe(8);
});

describe('wheel and pinch', () => {
  const turn = (deltaY: number, ctrlKey = false, deltaMode = 0) => wheelFactor({ deltaY, ctrlKey, deltaMode });

  it('zooms in when turned away, and back by as much', () => {
    expect(turn(-100)).toBeCloseTo(1.25);
    expect(turn(-100) * turn(100)).toBeCloseTo(1);
    expect(turn(-3, false, 1)).toBeCloseTo(turn(-99));
  });

  it('follows the fingers of a pinch', () => {
    expect(turn(-10, true)).toBeGreaterThan(turn(-10));
    expect(turn(-100, true)).toBe(turn(-100));
  });
});

describe('the histogram', () => {
  it('counts tones, and what is clipped', () => {
    const pixels = new Uint8ClampedArray([0, 0, 0, 255, 255, 255, 255, 255, 100, 100, 100, 255, 255, 10, 10, 255]);
    const { luma, shadows, highlights } = histogramOf(pixels);
    expect([luma[0], luma[255], luma[100]]).toEqual([1, 1, 1]);
    expect([shadows, highlights]).toEqual([0.25, 0.5]);
    expect(luma.reduce((sum, count) => sum + count, 0)).toBe(4);
  });

  it('is scaled by what lies between the ends', () => {
    const luma = new Uint32Array(256);
    luma[255] = 9000;
    luma[100] = 50;
    luma[200] = 25;
    const curve = curveOf(luma);
    expect([curve[100], curve[200], curve[255], curve[3]]).toEqual([1, 0.5, 1, 0]);
  });
});
