import { useEffect } from 'react';
import type { PhotoId } from '../../../electron/contract/index.ts';
import { attempt } from '../../state/attempt.ts';

const DELAY_MS = 80;

/**
 * Tells the main process what is on screen once scrolling rests, so that those thumbnails and sizes come first.
 * `margin`: how many photos on either side are drawn too, out of sight; they come after, the ones below first.
 */
export function useVisiblePhotos(order: readonly PhotoId[], from: number, to: number, margin = 0): void {
  useEffect(() => {
    if (to <= from || order.length === 0) return undefined;
    const timer = setTimeout(() => {
      const ids = [
        ...order.slice(from, to),
        ...order.slice(to, to + margin),
        ...order.slice(Math.max(0, from - margin), from),
      ];
      void attempt('photos:visible', ids);
    }, DELAY_MS);
    return () => clearTimeout(timer);
  }, [order, from, to, margin]);
}
