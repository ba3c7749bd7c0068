import type { PhotoView } from '../../../electron/contract/index.ts';
import { previewAddress, resultAddress } from '../../components/addresses.ts';

/** One picture of a pane. Panes lay them over each other, from the back to the front. */
export interface Layer {
  readonly what: 'original' | 'retouched';
  readonly address: string;
  /** The same picture with all its pixels. */
  readonly full: string;
  /**
   * 0..1. A result at opacity `a` over its original is `O + a (F − O)` in encoded sRGB values: exactly what an export
   * with the fade `a` writes.
   */
  readonly opacity: number;
  /** Share of the pane's width, from the left, in which the layer is cut off. */
  readonly cut: number;
}

export type PaneLayers = readonly Layer[];

export interface Comparing {
  readonly mode: 'single' | 'side' | 'split';
  /** The original is asked for, as long as a key or button is held. */
  readonly original: boolean;
  /** Place of the split line, 0..1. */
  readonly split: number;
}

/**
 * What each pane shows, the main one first. The original always lies below the result: the fade needs it, and so it is there at
 * once when it is asked for.
 */
export function panesOf(photo: PhotoView, { mode, original, split }: Comparing): readonly PaneLayers[] {
  const before: Layer = {
    what: 'original',
    address: previewAddress(photo),
    full: previewAddress(photo, 'full'),
    opacity: 1,
    cut: 0,
  };
  const [address, full] = [resultAddress(photo), resultAddress(photo, 'full')];
  if (address === undefined || full === undefined) return [[before]];
  const after: Layer = { what: 'retouched', address, full, opacity: original ? 0 : photo.fade, cut: 0 };
  switch (mode) {
    case 'single':
      return [[before, after]];
    case 'side':
      return [[before], [before, after]];
    case 'split':
      return [[before, { ...after, cut: split }]];
  }
}

/** Whether nothing of a layer can be seen: another one lies over all of it, or it is transparent. */
export function isHidden(layers: PaneLayers, place: number): boolean {
  const layer = layers[place];
  return (
    layer === undefined ||
    layer.opacity === 0 ||
    layers.slice(place + 1).some(({ opacity, cut }) => opacity === 1 && cut === 0)
  );
}
