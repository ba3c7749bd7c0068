import { useCallback, useEffect, useEffectEvent, useRef, useState, type RefObject } from 'react';
import { flushSync } from 'react-dom';
import { rowAt, type GridLayout } from './grid-geometry.ts';
import { thumbnailLoader } from '../thumbs/thumbnail-loader.ts';

/** Rows drawn beyond the edge, so that a turn of the wheel meets pictures. */
const OVERSCAN = 3;
/** After a jump, and at first, they are drawn this much later. Milliseconds. */
const REST_MS = 300;

export interface RowRange {
  /** Rows to draw: `first` to `last`, both included. Empty where `last < first`. */
  readonly first: number;
  readonly last: number;
  /** Those of them that are in sight. */
  readonly seenFirst: number;
  readonly seenLast: number;
}

/** `margin`: rows to draw beyond the edge on either side. */
export function rowsInSight(layout: GridLayout, top: number, height: number, margin = OVERSCAN): RowRange {
  if (height <= 0 || layout.rows.length === 0) return { first: 0, last: -1, seenFirst: 0, seenLast: -1 };
  const seenFirst = rowAt(layout, top);
  const seenLast = rowAt(layout, top + height - 1);
  return {
    first: Math.max(0, seenFirst - margin),
    last: Math.min(layout.rows.length - 1, seenLast + margin),
    seenFirst,
    seenLast,
  };
}

/**
 * Which rows exist while the grid scrolls. Every height is known beforehand, so nothing is ever measured, and a change of layout
 * and scroll position can be drawn in one frame: `drawAt` is for layout effects that move the scroller themselves.
 * There is one scroll listener, which asks the page for its position once, before anything is drawn: asked afterwards it would
 * have to lay everything out again. While the grid flies or jumps, rows out of sight are not drawn: their pictures would only come
 * before those that are looked at.
 */
export function useRowsInSight(
  scroller: RefObject<HTMLElement | null>,
  layout: GridLayout,
  height: number,
  topRef: RefObject<number>,
): { readonly range: RowRange; readonly drawAt: (top: number) => void } {
  const [drawn, setDrawn] = useState({ top: 0, margin: 0 });
  const range = rowsInSight(layout, drawn.top, height, drawn.margin);
  const { first, last } = range;
  const rest = useRef<ReturnType<typeof setTimeout>>(undefined);

  const scrolled = useEffectEvent((to: number) => {
    const jumped = Math.abs(to - topRef.current) > height;
    topRef.current = to;
    thumbnailLoader.scrolled(to, height, performance.now());
    const margin = jumped || thumbnailLoader.flying ? 0 : drawn.margin;
    clearTimeout(rest.current);
    if (margin === 0) rest.current = setTimeout(() => setDrawn({ top: to, margin: OVERSCAN }), REST_MS);
    const now = rowsInSight(layout, to, height, margin);
    if (now.first === first && now.last === last) return;
    // Drawn before this frame is painted: later would show the grid's bare ground at its end.
    flushSync(() => setDrawn({ top: to, margin }));
  });

  useEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const listener = () => scrolled(element.scrollTop);
    element.addEventListener('scroll', listener, { passive: true });
    rest.current = setTimeout(() => setDrawn(({ top }) => ({ top, margin: OVERSCAN })), REST_MS);
    return () => {
      element.removeEventListener('scroll', listener);
      clearTimeout(rest.current);
    };
  }, [scroller]);

  const drawAt = useCallback((to: number) => setDrawn({ top: to, margin: OVERSCAN }), []);
  return { range, drawAt };
}
