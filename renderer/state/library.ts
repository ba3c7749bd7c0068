import { useCallback, useSyncExternalStore } from 'react';
import { create } from 'zustand';
import type { FolderView, PhotoId, PhotoPatch, PhotoView } from '../../electron/contract/index.ts';
import { orderOf, sameOrder, type SortId } from './order.ts';
import { PhotoTable } from './photo-table.ts';
import { loadPreferences, savePreferences } from './preferences.ts';
import { nothingSelected, prune, select, type Selection, type SelectionAction } from './selection.ts';
import { noCounts, type FilterId, type GroupCounts } from './status.ts';

type FolderFacts = Omit<FolderView, 'photos'>;

interface LibraryState {
  readonly folder: FolderFacts | undefined;
  readonly table: PhotoTable;
  readonly filter: FilterId;
  readonly sort: SortId;
  /** What is shown, in order. */
  readonly order: readonly PhotoId[];
  readonly counts: GroupCounts;
  readonly selection: Selection;
  /** Goes up with every change of settings, for views that sum over many photos. */
  readonly settingsRevision: number;
}

const empty = new PhotoTable([]);

export const useLibrary = create<LibraryState>(() => ({
  folder: undefined,
  table: empty,
  filter: 'all',
  sort: loadPreferences().sort,
  order: [],
  counts: noCounts,
  selection: nothingSelected,
  settingsRevision: 0,
}));

export function showFolder(view: FolderView): void {
  const { photos, ...folder } = view;
  const table = new PhotoTable(photos);
  useLibrary.setState(({ sort }) => {
    const order = orderOf(table, 'all', sort);
    const first = order[0];
    return {
      folder,
      table,
      filter: 'all',
      order,
      counts: table.counts(),
      selection: first === undefined ? nothingSelected : select(nothingSelected, { kind: 'one', id: first }, order),
      settingsRevision: 0,
    };
  });
}

export function hideFolder(): void {
  useLibrary.setState({
    folder: undefined,
    table: empty,
    order: [],
    counts: noCounts,
    selection: nothingSelected,
    filter: 'all',
  });
}

export function patchPhotos(patches: readonly PhotoPatch[]): void {
  const { table } = useLibrary.getState();
  const effect = table.patch(patches);
  if (effect.settings) useLibrary.setState((s) => ({ settingsRevision: s.settingsRevision + 1 }));
  if (!effect.statuses) return;
  useLibrary.setState({ counts: table.counts() });
  reorder();
}

export function showOnly(filter: FilterId): void {
  useLibrary.setState({ filter });
  reorder();
}

export function sortBy(sort: SortId): void {
  savePreferences({ sort });
  useLibrary.setState({ sort });
  reorder();
}

export function changeSelection(action: SelectionAction): void {
  useLibrary.setState(({ selection, order }) => ({ selection: select(selection, action, order) }));
}

/** Works the shown photos out again. The same order keeps its reference, so that the grid is left alone. */
function reorder(): void {
  useLibrary.setState(({ table, filter, sort, order, selection }) => {
    const next = orderOf(table, filter, sort);
    if (sameOrder(order, next)) return {};
    return { order: next, selection: prune(selection, order, next) };
  });
}

/** One photo; the component is drawn again only when that photo changed. */
export function usePhoto(id: PhotoId | undefined): PhotoView | undefined {
  const table = useLibrary((s) => s.table);
  const subscribe = useCallback(
    (listener: () => void) => (id === undefined ? () => undefined : table.subscribe(id, listener)),
    [table, id],
  );
  return useSyncExternalStore(subscribe, () => (id === undefined ? undefined : table.get(id)));
}

/** The photos that commands act on: the selection in shown order, or the one under the cursor. */
export function targets({ selection, order }: Pick<LibraryState, 'selection' | 'order'>): readonly PhotoId[] {
  if (selection.ids.size > 0) return order.filter((id) => selection.ids.has(id));
  return selection.cursor === undefined ? [] : [selection.cursor];
}
