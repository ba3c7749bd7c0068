import { useCallback, useSyncExternalStore } from 'react';
import { create } from 'zustand';
import type {
  FolderChange,
  FolderId,
  FolderView,
  PhotoId,
  PhotoPart,
  PhotoPatch,
  PhotoView,
} from '../../../electron/contract/index.ts';
import { IncomingPhotos } from './incoming-photos.ts';
import { everything, facetsOf, noFacets, type FacetCounts, type PhotoFilter } from './filter.ts';
import { loadLayout, saveLayout } from '../layout.ts';
import { arrange, concerns, sameGroups, sameOrder, type Arranged, type SortId } from './order.ts';
import { fetchRest } from './folder-rest.ts';
import { PhotoTable } from './photo-table.ts';
import { nothingSelected, prune, select, type Selection, type SelectionAction } from './selection.ts';

/** A folder without its photos: what its tab shows. */
export type FolderFacts = Omit<FolderView, 'photos' | 'next'>;

/** The photo at the top of the grid and its distance from the edge, CSS pixels. */
export interface ScrollPlace {
  readonly id: PhotoId;
  readonly offset: number;
}

/** Where a grid was left. It goes to the cursor only if that has moved since. */
export interface LeftPlace {
  readonly scroll: ScrollPlace | undefined;
  readonly cursor: PhotoId | undefined;
}

/** What belongs to one folder, and waits while another one is shown. */
interface Contents extends Arranged {
  readonly table: PhotoTable;
  readonly filter: PhotoFilter;
  readonly collapsed: ReadonlySet<string>;
  readonly facets: FacetCounts;
  readonly selection: Selection;
  readonly place: LeftPlace | undefined;
}

interface LibraryState extends Contents {
  /** The open folders, as tabs from left to right. */
  readonly folders: readonly FolderFacts[];
  /** The one that is shown. */
  readonly folder: FolderFacts | undefined;
  readonly parked: ReadonlyMap<FolderId, Contents>;
  readonly sort: SortId;
  readonly reversed: boolean;
  readonly grouped: boolean;
  /** Why the order is what it is: because somebody asked for it, or because photos came, went or changed by themselves. */
  readonly cause: 'asked' | 'news';
  /** Goes up with every change of settings, for views that sum over many photos. */
  readonly settingsRevision: number;
}

const nothing: Contents = {
  table: new PhotoTable([]),
  filter: everything,
  collapsed: new Set(),
  order: [],
  groups: [],
  facets: noFacets,
  selection: nothingSelected,
  place: undefined,
};

const layout = loadLayout();

const incoming = new IncomingPhotos();

export const useLibrary = create<LibraryState>(() => ({
  ...nothing,
  folders: [],
  folder: undefined,
  parked: new Map(),
  sort: layout.sort,
  reversed: layout.reversed,
  grouped: layout.grouped,
  cause: 'asked',
  settingsRevision: 0,
}));

/** Shows a folder in a tab of its own, or brings it up to date and to the front where it is open already. */
export function showFolder(view: FolderView): void {
  const { photos, next, ...facts } = view;
  if (useLibrary.getState().folders.some(({ id }) => id === view.id)) {
    activate(view.id);
    useLibrary.setState((s) => ({
      folders: s.folders.map((each) => (each.id === view.id ? facts : each)),
      folder: facts,
    }));
    replaceTable(new PhotoTable(photos));
  } else showNewFolder(facts, new PhotoTable(photos));
  if (next !== undefined) void fetchRest(view.id, next, (part) => arrive(view.id, part));
}

function showNewFolder(facts: FolderFacts, table: PhotoTable): void {
  useLibrary.setState((s) => {
    const fresh = { ...nothing, ...arrange(table, { ...s, filter: everything, collapsed: new Set() }) };
    const first = fresh.order[0];
    return {
      ...fresh,
      table,
      facets: facetsOf(table, everything),
      selection:
        first === undefined ? nothingSelected : select(nothingSelected, { kind: 'one', id: first }, fresh.order),
      folders: [...s.folders, facts],
      folder: facts,
      parked: park(s),
      cause: 'asked',
      settingsRevision: s.settingsRevision + 1,
    };
  });
}

/** Takes a part of a folder in. Returns whether the folder is still open. */
function arrive(id: FolderId, part: PhotoPart): boolean {
  const { folder, table, parked } = useLibrary.getState();
  const shown = folder?.id === id ? table : parked.get(id)?.table;
  if (shown === undefined) {
    incoming.forget(id);
    return false;
  }
  const added = incoming.take(id, part, shown.ids.length);
  if (added.length > 0) changeFolder({ folder: id, added, removed: [] });
  return true;
}

/** Takes a folder's tab away; without an id that of the folder that is shown. Its neighbour comes to the front. */
export function hideFolder(id: FolderId | undefined = useLibrary.getState().folder?.id): void {
  const { folders, folder } = useLibrary.getState();
  const at = folders.findIndex((each) => each.id === id);
  if (at < 0 || id === undefined) return;
  if (folder?.id === id) {
    const next = folders[at + 1] ?? folders[at - 1];
    if (next === undefined) useLibrary.setState({ ...nothing, folder: undefined });
    else activate(next.id);
  }
  useLibrary.setState((s) => ({
    folders: s.folders.filter((each) => each.id !== id),
    parked: new Map([...s.parked].filter(([key]) => key !== id)),
  }));
}

/** Brings an open folder to the front, as it was left. */
export function activate(id: FolderId): void {
  useLibrary.setState((s) => {
    const facts = s.folders.find((each) => each.id === id);
    const contents = s.parked.get(id);
    if (facts === undefined || contents === undefined || s.folder?.id === id) return {};
    const parked = new Map(park(s));
    parked.delete(id);
    // What changed while it was parked, and the order that is asked for now.
    const arranged = arrange(contents.table, { ...s, ...contents });
    return {
      ...contents,
      ...arranged,
      facets: facetsOf(contents.table, contents.filter),
      selection: prune(contents.selection, contents.order, arranged.order),
      folder: facts,
      parked,
      cause: 'news',
      settingsRevision: s.settingsRevision + 1,
    };
  });
}

/** Changes what a tab tells about its folder. */
export function patchFolder(id: FolderId, change: Partial<Omit<FolderFacts, 'id'>>): void {
  const changed = (facts: FolderFacts): FolderFacts => (facts.id === id ? { ...facts, ...change } : facts);
  useLibrary.setState(({ folders, folder }) => ({ folders: folders.map(changed), folder: folder && changed(folder) }));
}

/** Photos came or went by themselves, in a folder that is shown or parked. */
export function changeFolder(change: FolderChange): void {
  const { folder: id, added, removed, linksOut } = change;
  const { folder, table, parked } = useLibrary.getState();
  incoming.overtake(change);
  if (linksOut !== undefined) patchFolder(id, { linksOut });
  if (folder?.id === id) {
    replaceTable(table.with(added, removed));
    return;
  }
  const contents = parked.get(id);
  if (contents === undefined) return;
  useLibrary.setState({
    parked: new Map([...parked, [id, { ...contents, table: contents.table.with(added, removed) }]]),
  });
}

export function patchPhotos(patches: readonly PhotoPatch[]): void {
  const { table, parked } = useLibrary.getState();
  for (const contents of parked.values()) contents.table.patch(patches);
  incoming.patch(patches);
  const effect = table.patch(patches);
  if (effect.settings) useLibrary.setState((s) => ({ settingsRevision: s.settingsRevision + 1 }));
  if (effect.statuses || effect.marks) useLibrary.setState((s) => ({ facets: facetsOf(table, s.filter) }));
  if (concerns(useLibrary.getState(), effect)) reorder('news');
}

export function showOnly(change: Partial<PhotoFilter>): void {
  useLibrary.setState(({ filter, table }) => {
    const next = { ...filter, ...change };
    return { filter: next, facets: facetsOf(table, next) };
  });
  reorder('asked');
}

export function sortBy(sort: SortId): void {
  saveLayout({ sort, reversed: false });
  useLibrary.setState({ sort, reversed: false });
  reorder('asked');
}

export function reverseSort(): void {
  const reversed = !useLibrary.getState().reversed;
  saveLayout({ reversed });
  useLibrary.setState({ reversed });
  reorder('asked');
}

export function setGrouped(grouped: boolean): void {
  saveLayout({ grouped });
  useLibrary.setState({ grouped });
  reorder('asked');
}

/** Folds a subfolder's photos up, or out again. */
export function foldGroup(path: string): void {
  useLibrary.setState(({ collapsed }) => {
    const next = new Set(collapsed);
    if (!next.delete(path)) next.add(path);
    return { collapsed: next };
  });
  // The heading stays where it was pressed: as with news, nothing is scrolled to.
  reorder('news');
}

export function changeSelection(action: SelectionAction): void {
  useLibrary.setState(({ selection, order }) => ({ selection: select(selection, action, order) }));
}

/** Keeps where a folder's grid stands. The folder may have been parked, or closed, a moment ago. */
export function rememberPlace(id: FolderId, place: LeftPlace): void {
  const { folder, parked } = useLibrary.getState();
  const contents = parked.get(id);
  if (folder?.id === id) useLibrary.setState({ place });
  else if (contents !== undefined) useLibrary.setState({ parked: new Map([...parked, [id, { ...contents, place }]]) });
}

/** Works the shown photos out again. The same order keeps its reference, so that the grid is left alone. */
function reorder(cause: LibraryState['cause']): void {
  useLibrary.setState((s) => {
    const next = arrange(s.table, s);
    const groups = sameGroups(s.groups, next.groups) ? s.groups : next.groups;
    if (sameOrder(s.order, next.order)) return { groups };
    return { order: next.order, groups, selection: prune(s.selection, s.order, next.order), cause };
  });
}

function replaceTable(table: PhotoTable): void {
  useLibrary.setState((s) => ({ table, facets: facetsOf(table, s.filter), settingsRevision: s.settingsRevision + 1 }));
  reorder('news');
}

/** The parked folders with the one that is shown now put among them. */
function park(s: LibraryState): ReadonlyMap<FolderId, Contents> {
  if (s.folder === undefined) return s.parked;
  const { table, filter, collapsed, order, groups, facets, selection, place } = s;
  return new Map([...s.parked, [s.folder.id, { table, filter, collapsed, order, groups, facets, selection, place }]]);
}

/** One photo; the component is drawn again only when that photo changed. */
export function usePhoto(id: PhotoId | undefined): PhotoView | undefined {
  const table = useLibrary((s) => s.table);
  return usePhotoOf(table, id);
}

/** The same for those who have the table at hand: a grid of cells need not ask for it a hundred times. */
export function usePhotoOf(table: PhotoTable, id: PhotoId | undefined): PhotoView | undefined {
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
