import { create } from 'zustand';
import type { PhotoId } from '../../electron/contract/index.ts';
import { i18n } from '../i18n/index.ts';
import { useLibrary } from '../state/library/library.ts';
import { confirmBriefly } from '../state/notices.ts';
import { useView } from '../state/view.ts';
import { bySize, lookAt, nextFace } from './faces.ts';
import { scaled } from './zoom.ts';

/** What keys and buttons do in the loupe, beyond what moves and zooms it. */

interface LoupeState {
  readonly histogram: boolean;
  /** The face that was gone to last. */
  readonly face: { readonly photo: PhotoId; readonly at: number } | undefined;
}

export const useLoupe = create<LoupeState>(() => ({ histogram: false, face: undefined }));

export function toggleHistogram(): void {
  useLoupe.setState(({ histogram }) => ({ histogram: !histogram }));
}

/** The whole picture, or so many screen pixels for one of the picture's, around the middle. */
export function zoomTo(pixels: 'fit' | 1 | 2): void {
  useView.setState(({ zoom, stage }) => {
    if (stage === undefined) return {};
    if (pixels === 'fit') return { zoom: { ...zoom, zoom: 'fit' } };
    return { zoom: scaled(zoom, stage.image, stage.pane, pixels / devicePixelRatio) };
  });
}

/** Goes to the largest face, and then from face to face. */
export function goToNextFace(): void {
  const { table, selection } = useLibrary.getState();
  const photo = selection.cursor === undefined ? undefined : table.get(selection.cursor);
  const { stage } = useView.getState();
  if (photo === undefined || stage === undefined) return;
  const { face: last } = useLoupe.getState();
  const at = nextFace(photo.faces.length, last?.photo === photo.id ? last.at : undefined);
  const face = at === undefined ? undefined : bySize(photo.faces)[at];
  if (at === undefined || face === undefined) {
    confirmBriefly(i18n.t('loupe.noFaces'));
    return;
  }
  useLoupe.setState({ face: { photo: photo.id, at } });
  useView.setState(({ zoom }) => {
    const view = lookAt(face, zoom, 1 / devicePixelRatio);
    return { zoom: scaled(view, stage.image, stage.pane, view.zoom === 'fit' ? 1 : view.zoom) };
  });
}
