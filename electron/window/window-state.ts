export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where the window was, in the system's own units (device independent pixels). */
export interface WindowState {
  readonly bounds: Rectangle;
  readonly maximized: boolean;
}

/** Keeps the state between two starts. What `load` gives is checked here; undefined where there is nothing. */
export interface WindowMemory {
  load(): WindowState | undefined;
  save(state: WindowState): void;
}

export const MIN_SIZE = { width: 960, height: 600 };
const FIRST_SIZE = { width: 1440, height: 900 };
/** So much of the window's top edge has to lie on a screen to be caught with the mouse. */
const GRIP = { width: 120, height: 40 };

/**
 * The bounds to open with: the remembered ones where a screen still shows enough of them, else centred on the first screen.
 * Never larger than the screen it opens on. `screens`: work areas, the main one first.
 */
export function openingBounds(remembered: Rectangle | undefined, screens: readonly Rectangle[]): Rectangle {
  const main = screens[0] ?? { x: 0, y: 0, ...FIRST_SIZE };
  const home = remembered && screens.find((screen) => canBeCaught(remembered, screen));
  const { width, height } = fit(remembered ?? FIRST_SIZE, home ?? main);
  if (remembered && home) return { x: remembered.x, y: remembered.y, width, height };
  return {
    x: main.x + Math.round((main.width - width) / 2),
    y: main.y + Math.round((main.height - height) / 2),
    width,
    height,
  };
}

function fit(size: { readonly width: number; readonly height: number }, screen: Rectangle) {
  return {
    width: Math.min(Math.max(size.width, MIN_SIZE.width), screen.width),
    height: Math.min(Math.max(size.height, MIN_SIZE.height), screen.height),
  };
}

function canBeCaught(window: Rectangle, screen: Rectangle): boolean {
  const overlap = Math.min(window.x + window.width, screen.x + screen.width) - Math.max(window.x, screen.x);
  return overlap >= GRIP.width && window.y >= screen.y && window.y + GRIP.height <= screen.y + screen.height;
}
