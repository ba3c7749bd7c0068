import { useLayoutEffect, useRef, type RefObject } from 'react';
import type { FolderId, PhotoId } from '../../electron/contract/index.ts';
import { rememberPlace, useLibrary } from '../state/library.ts';
import { keepPlace, placeAt, reveal, topFor, type Drawn } from './scroll-anchor.ts';

/**
 * Where the grid stands. It follows the cursor, and a sort or filter that somebody asked for; when photos come and go by
 * themselves, or the cells change size, what is in sight stays where it is. A folder that is shown again is where it was left.
 */
export function useGridScroll(
  scroller: RefObject<HTMLElement | null>,
  now: Drawn,
  height: number,
  place: (top: number) => void,
  folder: FolderId,
): void {
  const cursor = useLibrary((s) => s.selection.cursor);
  const before = useRef<Drawn & { readonly cursor: PhotoId | undefined }>(undefined);
  const top = useRef(0);
  const { layout, order } = now;

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const onScroll = () => {
      top.current = element.scrollTop;
    };
    element.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      element.removeEventListener('scroll', onScroll);
      if (before.current !== undefined) rememberPlace(folder, placeAt(before.current, top.current));
    };
  }, [scroller, folder]);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null || height === 0 || layout.cell === 0) return;
    const { current: old } = before;
    before.current = { layout, order, cursor };
    const drawn = { layout, order };
    const { cause, place: remembered } = useLibrary.getState();
    let next = element.scrollTop;
    if (old === undefined) next = topFor(drawn, remembered);
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
    const follow = old === undefined || old.cursor !== cursor || (cause === 'asked' && old.order !== order);
    if (follow && cursor !== undefined) next = reveal(layout, order.indexOf(cursor), next, height);
    move(next);

    function move(to: number): void {
      if (Math.abs(to - (element?.scrollTop ?? 0)) < 1) return;
      place(to);
      top.current = to;
    }
  }, [scroller, layout, order, cursor, height, place]);
}
