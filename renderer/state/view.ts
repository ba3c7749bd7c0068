import { create } from 'zustand';
import type { KeyRows } from '../gallery/grid/grid-geometry.ts';
import { fitView, panBy, toggleZoom, zoomAt, type Point, type Size, type View } from '../loupe/zoom.ts';
import { loadLayout, saveLayout } from './layout.ts';

export type CompareMode = 'single' | 'side' | 'split';

export type DialogId = 'key' | 'settings' | 'export' | 'undecided' | 'shortcuts' | 'cancel' | 'hot' | 'limit' | 'strip';

interface Stage {
  readonly image: Size;
  readonly pane: Size;
}

interface ViewState {
  readonly screen: 'grid' | 'loupe';
  readonly compare: CompareMode;
  /** While held, the loupe shows the original. */
  readonly original: boolean;
  readonly zoom: View;
  /** Picture and pane of the loupe, so that keys can zoom; undefined while there is none. */
  readonly stage: Stage | undefined;
  /** Place of the split line, 0..1 of the pane's width. */
  readonly split: number;
  readonly thumbSize: number;
  readonly inspector: boolean;
  readonly dialog: DialogId | undefined;
  /** The grid's rows of photos as they are now: up and down need to know. */
  readonly rows: KeyRows;
  readonly rowsPerPage: number;
}

const layout = loadLayout();

export const useView = create<ViewState>(() => ({
  screen: 'grid',
  compare: 'single',
  original: false,
  zoom: fitView,
  stage: undefined,
  split: 0.5,
  thumbSize: layout.thumbSize,
  inspector: layout.inspector,
  dialog: undefined,
  rows: [],
  rowsPerPage: 1,
}));

export function showScreen(screen: ViewState['screen']): void {
  useView.setState({ screen, original: false });
}

export function openDialog(dialog: DialogId): void {
  useView.setState({ dialog, original: false });
}

export function closeDialog(): void {
  useView.setState({ dialog: undefined });
}

export function toggleCompare(mode: Exclude<CompareMode, 'single'>): void {
  useView.setState(({ compare }) => ({ compare: compare === mode ? 'single' : mode }));
}

export function setThumbSize(thumbSize: number): void {
  saveLayout({ thumbSize });
  useView.setState({ thumbSize });
}

export function toggleInspector(): void {
  const inspector = !useView.getState().inspector;
  saveLayout({ inspector });
  useView.setState({ inspector });
}

/** Fit or 1:1, around the pointer where there is one. */
export function toggleLoupeZoom(pointer?: Point): void {
  onStage((zoom, { image, pane }) => toggleZoom(zoom, image, pane, pointer, 1 / devicePixelRatio));
}

/** Zooms around the pointer, or around the middle. */
export function zoomLoupe(factor: number, pointer?: Point): void {
  onStage((zoom, { image, pane }) =>
    zoomAt(zoom, image, pane, pointer ?? { x: pane.width / 2, y: pane.height / 2 }, factor),
  );
}

export function panLoupe(dx: number, dy: number): void {
  onStage((zoom, { image, pane }) => panBy(zoom, image, pane, dx, dy));
}

function onStage(change: (zoom: View, stage: Stage) => View): void {
  useView.setState(({ zoom, stage }) => (stage === undefined ? {} : { zoom: change(zoom, stage) }));
}
