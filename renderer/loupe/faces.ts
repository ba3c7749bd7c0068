import type { FaceBox } from '../../electron/contract/index.ts';
import type { View } from './zoom.ts';

/** Faces in the order in which people look for them: the largest first. */
export function bySize(faces: readonly FaceBox[]): readonly FaceBox[] {
  return [...faces].sort((a, b) => b.width * b.height - a.width * a.height);
}

/** The place of the next face: the first of a photo that was not stepped through yet, then one after the other, and round again. */
export function nextFace(count: number, before: number | undefined): number | undefined {
  if (count === 0) return undefined;
  return before === undefined ? 0 : (before + 1) % count;
}

/** Looks at a face: closer than the whole picture, at the zoom that is chosen, else at `oneToOne`. */
export function lookAt(face: FaceBox, view: View, oneToOne: number): View {
  return {
    zoom: view.zoom === 'fit' ? oneToOne : view.zoom,
    x: face.x + face.width / 2,
    y: face.y + face.height / 2,
  };
}
