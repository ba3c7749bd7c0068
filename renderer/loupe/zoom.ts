/** The loupe's geometry, pure. Image coordinates run 0..1 over the picture, pane coordinates are CSS pixels. */

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * `zoom`: CSS pixels per image pixel, or `fit`. `x`, `y`: the point of the picture that lies in the middle of the pane.
 * It says nothing about one picture's size, so it keeps its place when the next photo comes.
 */
export interface View {
  readonly zoom: 'fit' | number;
  readonly x: number;
  readonly y: number;
}

export const fitView: View = { zoom: 'fit', x: 0.5, y: 0.5 };

/** Deepest zoom: 8 screen pixels for one pixel of the picture. */
const MAX_ZOOM = 8;

function fitScale(image: Size, pane: Size): number {
  return Math.min(pane.width / image.width, pane.height / image.height);
}

export function scaleOf(view: View, image: Size, pane: Size): number {
  return view.zoom === 'fit' ? fitScale(image, pane) : view.zoom;
}

/** Where the picture is drawn: top left corner and size, CSS pixels in the pane. */
export function placement(view: View, image: Size, pane: Size): Point & Size {
  const scale = scaleOf(view, image, pane);
  const width = image.width * scale;
  const height = image.height * scale;
  return { x: along(view.x, width, pane.width), y: along(view.y, height, pane.height), width, height };
}

/** Zooms by `factor` so that the point under the pointer stays under it. */
export function zoomAt(view: View, image: Size, pane: Size, pointer: Point, factor: number): View {
  const now = placement(view, image, pane);
  const fit = fitScale(image, pane);
  const scale = Math.min(scaleOf(view, image, pane) * factor, Math.max(MAX_ZOOM, fit));
  if (scale <= fit * 1.001) return fitView;
  return centred(now, image, pane, pointer, scale);
}

/** Between the whole picture and one picture pixel per screen pixel (`oneToOne`: 1 / devicePixelRatio). */
export function toggleZoom(view: View, image: Size, pane: Size, pointer: Point | undefined, oneToOne: number): View {
  if (view.zoom !== 'fit') return { ...view, zoom: 'fit' };
  // Z in the fitted view returns to the place looked at before, unless the pointer names a new one.
  if (pointer === undefined) return clamp({ ...view, zoom: oneToOne }, image, pane);
  return centred(placement(view, image, pane), image, pane, pointer, oneToOne);
}

/** A zoom of so many CSS pixels for one of the picture's, around the middle. The place stays inside the picture. */
export function scaled(view: View, image: Size, pane: Size, scale: number): View {
  return clamp({ ...view, zoom: Math.min(scale, MAX_ZOOM) }, image, pane);
}

/** Moves the picture by CSS pixels. The fitted view has nothing to move. */
export function panBy(view: View, image: Size, pane: Size, dx: number, dy: number): View {
  if (view.zoom === 'fit') return view;
  const width = image.width * view.zoom;
  const height = image.height * view.zoom;
  return clamp({ ...view, x: view.x - dx / width, y: view.y - dy / height }, image, pane);
}

function centred(now: Point & Size, image: Size, pane: Size, pointer: Point, scale: number): View {
  const u = (pointer.x - now.x) / now.width;
  const v = (pointer.y - now.y) / now.height;
  const x = u - (pointer.x - pane.width / 2) / (image.width * scale);
  const y = v - (pointer.y - pane.height / 2) / (image.height * scale);
  return clamp({ zoom: scale, x, y }, image, pane);
}

/** Keeps the picture's edges at or outside the pane's, so that no empty border is panned in. */
function clamp(view: View, image: Size, pane: Size): View {
  const scale = scaleOf(view, image, pane);
  return {
    zoom: view.zoom,
    x: clampAxis(view.x, image.width * scale, pane.width),
    y: clampAxis(view.y, image.height * scale, pane.height),
  };
}

function clampAxis(centre: number, size: number, pane: number): number {
  if (size <= pane) return 0.5;
  const half = pane / 2 / size;
  return Math.min(Math.max(centre, half), 1 - half);
}

function along(centre: number, size: number, pane: number): number {
  return pane / 2 - clampAxis(centre, size, pane) * size;
}
