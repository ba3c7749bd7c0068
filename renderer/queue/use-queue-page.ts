import { useEffect, useState } from 'react';
import type { QueueGroup, QueuePage } from '../../electron/contract/index.ts';
import { useSession } from '../state/app.ts';
import { attempt } from '../state/attempt.ts';
import { useQueuePanel } from './panel-state.ts';

/** Rows asked for at once; they begin at whole steps, so that not every scrolled row is a question. */
const STEP = 40;
const COUNT = 3 * STEP;

/**
 * The part of the queue's list around a row, asked for anew with every news of the queue: photos move through it all the time.
 * Undefined until the first answer; a group keeps what is known of it until its next answer.
 */
export function useQueuePage(group: QueueGroup, firstRow: number): QueuePage | undefined {
  const queue = useSession((s) => s.queue);
  const moves = useQueuePanel((s) => s.moves);
  const [known, setKnown] = useState<{ readonly group: QueueGroup; readonly page: QueuePage }>();
  const from = Math.max(0, (Math.floor(firstRow / STEP) - 1) * STEP);
  useEffect(() => {
    let current = true;
    void attempt('queue:list', group, from, COUNT).then((answer) => {
      if (current && answer.done) setKnown({ group, page: answer.value });
    });
    return () => {
      current = false;
    };
  }, [queue, moves, group, from]);
  return known?.group === group ? known.page : undefined;
}
