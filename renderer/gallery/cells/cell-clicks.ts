import type { PhotoId } from '../../../electron/contract/index.ts';
import { changeSelection, targets, useLibrary } from '../../state/library/library.ts';
import { mark } from '../../state/edits/marking.ts';
import { showScreen } from '../../state/view.ts';

/** What clicks in the grid mean: one listener for all cells. */

/** The photo whose cell an event happened in. */
function photoAt(target: EventTarget | null): PhotoId | undefined {
  const cell = target instanceof Element ? target.closest<HTMLElement>('[data-photo]') : null;
  return cell?.dataset['photo'];
}

export function clickInGrid(event: React.MouseEvent): void {
  const id = photoAt(event.target);
  if (id === undefined) {
    // On a heading something else happens; on the bare ground nothing is meant any more.
    if (!(event.target instanceof Element && event.target.closest('button') !== null))
      changeSelection({ kind: 'none' });
    return;
  }
  const more = event.ctrlKey || event.metaKey;
  if (event.shiftKey) changeSelection({ kind: 'range', id, add: more });
  else if (more) changeSelection({ kind: 'toggle', id });
  else if (!rate(id, event)) changeSelection({ kind: 'one', id });
}

export function doubleClickInGrid(event: React.MouseEvent): void {
  if (photoAt(event.target) !== undefined && starsOf(event.target) === null) showScreen('loupe');
}

/** A click on the stars gives as many; on the last star that is lit, none. A photo of the selection stands for all of it. */
function rate(id: PhotoId, event: React.MouseEvent): boolean {
  const stars = starsOf(event.target);
  const { table, selection, order } = useLibrary.getState();
  const photo = table.get(id);
  if (stars === null || photo === undefined) return false;
  const { left, width } = stars.getBoundingClientRect();
  const asked = Math.min(5, Math.max(1, Math.ceil(((event.clientX - left) / width) * 5)));
  const rating = asked === photo.marks.rating ? 0 : asked;
  mark(selection.ids.has(id) ? targets({ selection, order }) : [id], { rating });
  return true;
}

function starsOf(target: EventTarget | null): Element | null {
  return target instanceof Element ? target.closest('.stars') : null;
}
