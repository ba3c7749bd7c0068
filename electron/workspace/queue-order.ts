import { assertNever } from '../base/assert.ts';
import type { QueueMove } from '../contract/index.ts';

/**
 * The order of what waits after some of it was moved. What is moved keeps its own order; one place up or down is past the next
 * one that is not moved. Pure: the same list comes back, in another order.
 */
export function reordered<T>(waiting: readonly T[], chosen: ReadonlySet<T>, to: QueueMove): readonly T[] {
  const moved = waiting.filter((each) => chosen.has(each));
  const others = waiting.filter((each) => !chosen.has(each));
  switch (to) {
    case 'first':
      return [...moved, ...others];
    case 'last':
      return [...others, ...moved];
    case 'up':
      return stepped(waiting, chosen);
    case 'down':
      return [...stepped([...waiting].reverse(), chosen)].reverse();
    default:
      return assertNever(to);
  }
}

/** Each chosen one changes places with the one before it, unless that one is chosen too. */
function stepped<T>(list: readonly T[], chosen: ReadonlySet<T>): readonly T[] {
  const next = [...list];
  for (let at = 1; at < next.length; at++) {
    const [before, here] = [next[at - 1] as T, next[at] as T];
    if (chosen.has(here) && !chosen.has(before)) [next[at - 1], next[at]] = [here, before];
  }
  return next;
}
