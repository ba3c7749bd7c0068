import { useEffect } from 'react';
import type { PhotoId } from '../../electron/contract/index.ts';
import { attempt } from '../state/attempt.ts';

const DELAY_MS = 120;

/** Tells the main process what is on screen once scrolling rests, so that those thumbnails and sizes come first. */
export function useVisiblePhotos(order: readonly PhotoId[], from: number, to: number): void {
  useEffect(() => {
    if (to <= from || order.length === 0) return undefined;
    const timer = setTimeout(() => void attempt('photos:visible', order.slice(from, to)), DELAY_MS);
    return () => clearTimeout(timer);
  }, [order, from, to]);
}
