import { useEffect } from 'react';
import { previewAddress, resultAddress } from '../../components/addresses.ts';
import { useLibrary } from '../../state/library/library.ts';
import { useView } from '../../state/view.ts';

/** Not at once: somebody who holds the arrow key down flies over photos that nobody will look at. */
const DELAY_MS = 200;
/** Full-size pictures are large: first the one that is looked at. */
const FULL_DELAY_MS = 1500;

/** Has the neighbours' pictures ready before the arrow key is pressed; close up, the next one's full-size picture too. */
export function usePrefetch(): void {
  const order = useLibrary((s) => s.order);
  const table = useLibrary((s) => s.table);
  const cursor = useLibrary((s) => s.selection.cursor);
  const close = useView((s) => s.zoom.zoom !== 'fit');
  useEffect(() => {
    if (cursor === undefined) return undefined;
    const at = order.indexOf(cursor);
    const fetchAround = (offsets: readonly number[], size: 'screen' | 'full') => {
      for (const offset of offsets) {
        const id = order[at + offset];
        const photo = id === undefined ? undefined : table.get(id);
        if (photo === undefined) continue;
        const result = resultAddress(photo, size);
        for (const address of result === undefined || size === 'screen'
          ? [result, previewAddress(photo, size)]
          : [result]) {
          if (address !== undefined) new Image().src = address;
        }
      }
    };
    const timers = [setTimeout(() => fetchAround([1, -1], 'screen'), DELAY_MS)];
    if (close) timers.push(setTimeout(() => fetchAround([1], 'full'), FULL_DELAY_MS));
    return () => timers.forEach(clearTimeout);
  }, [order, table, cursor, close]);
}
