import { useCallback, useEffect, useState, type RefObject } from 'react';
import { flushSync } from 'react-dom';
import { rowAt, type GridLayout } from './grid-geometry.ts';

/** Rows drawn beyond the edge, so that a turn of the wheel meets pictures. */
const OVERSCAN = 3;

export interface RowRange {
  /** Rows to draw: `first` to `last`, both included. Empty where `last < first`. */
  readonly first: number;
  readonly last: number;
  /** Those of them that are in sight. */
  readonly seenFirst: number;
  readonly seenLast: number;
}

export function rowsInSight(layout: GridLayout, top: number, height: number): RowRange {
  if (height <= 0 || layout.rows.length === 0) return { first: 0, last: -1, seenFirst: 0, seenLast: -1 };
  const seenFirst = rowAt(layout, top);
  const seenLast = rowAt(layout, top + height - 1);
  return {
    first: Math.max(0, seenFirst - OVERSCAN),
    last: Math.min(layout.rows.length - 1, seenLast + OVERSCAN),
    seenFirst,
    seenLast,
  };
}

/**
 * Which rows exist at this scroll position. Every height is known beforehand, so nothing is ever measured, and a change of
 * layout and scroll position can be drawn in one frame: `place` is for layout effects that move the scroller themselves.
 */
export function useRowsInSight(
  scroller: RefObject<HTMLElement | null>,
  layout: GridLayout,
  height: number,
): { readonly range: RowRange; readonly place: (top: number) => void } {
  const [top, setTop] = useState(0);
  const range = rowsInSight(layout, top, height);
  const { first, last } = range;

  useEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const onScroll = () => {
      const now = rowsInSight(layout, element.scrollTop, height);
      if (now.first === first && now.last === last) return;
      // Drawn before this frame is painted: later would show the grid's bare ground at its end.
      flushSync(() => setTop(element.scrollTop));
    };
    element.addEventListener('scroll', onScroll, { passive: true });
    return () => element.removeEventListener('scroll', onScroll);
  }, [scroller, layout, height, first, last]);

  const place = useCallback(
    (to: number) => {
      const element = scroller.current;
      if (element === null) return;
      element.scrollTop = to;
      setTop(element.scrollTop);
    },
    [scroller],
  );
  return { range, place };
}
