import { useLayoutEffect, useRef, type RefObject } from 'react';
import type { FolderId, PhotoId } from '../../../electron/contract/index.ts';
import { rememberPlace, useLibrary } from '../../state/library/library.ts';
import { keepPlace, placeAt, reveal, topFor, type Drawn } from './scroll-anchor.ts';

/**
 * Where the grid stands; `topRef` is its scroll position as of the last scroll event. It follows the cursor, and a sort or filter
 * that somebody asked for; when photos come and go by themselves, or the cells change size, what is in sight stays where it is.
 * A folder that is shown again is where it was left.
 */
export function useGridScroll(
  scroller: RefObject<HTMLElement | null>,
  topRef: RefObject<number>,
  now: Drawn,
  height: number,
  drawAt: (top: number) => void,
  folder: FolderId,
): void {
  const cursor = useLibrary((s) => s.selection.cursor);
  const before = useRef<Drawn & { readonly cursor: PhotoId | undefined }>(undefined);
  const { layout, order } = now;

  useLayoutEffect(
    () => () => {
      const { current: drawn } = before;
      if (drawn !== undefined) rememberPlace(folder, { scroll: placeAt(drawn, topRef.current), cursor: drawn.cursor });
    },
    [folder, topRef],
  );

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null || height === 0 || layout.cell === 0) return;
    const { current: old } = before;
    before.current = { layout, order, cursor };
    const drawn = { layout, order };
    const { cause, place: left } = useLibrary.getState();
    let next = topRef.current;
    if (old === undefined) next = topFor(drawn, left?.scroll);
    else if (old.layout !== layout || old.order !== order) {
      const asked = cause === 'asked' && old.order !== order;
      next = asked
        ? cursor === undefined
          ? 0
          : next
        : keepPlace(old, next, height, drawn, old.order === order ? cursor : undefined);
      if (!asked && old.cursor !== cursor) {
        // The photo under the cursor vanished and its neighbour took over: no reason to go there.
        move(next);
        return;
      }
    } else if (old.cursor === cursor) return;
    const follow = (old ?? left)?.cursor !== cursor || (old !== undefined && cause === 'asked' && old.order !== order);
    if (follow && cursor !== undefined) next = reveal(layout, order.indexOf(cursor), next, height);
    move(next);

    function move(to: number): void {
      if (Math.abs(to - topRef.current) < 1) return;
      element?.scrollTo({ top: to, behavior: 'instant' });
      drawAt(to);
    }
  }, [scroller, topRef, layout, order, cursor, height, drawAt]);
}
