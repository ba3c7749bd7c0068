/// <reference lib="dom" />
import type { Page } from '@playwright/test';

/** What the window's bench asks of the page. Each function runs inside it, so none may use anything from outside. */

export interface Opening {
  /** Until the first photo can be clicked. */
  readonly cells: number;
  /** Until every cell in sight, a screen full of them, has a picture: the thumbnail, or the small one that the camera put into the file. */
  readonly pictures: number;
  /** Until every cell in sight has its thumbnail. */
  readonly thumbnails: number;
  /** Until the grid has all photos. */
  readonly grid: number;
}

/** Milliseconds from `since` (the page's clock). */
export function firstScreen(page: Page, since: number, photos: number): Promise<Opening> {
  return page.evaluate(
    ([begun, count]) =>
      new Promise<Opening>((resolve) => {
        const seen = { cells: 0, pictures: 0, thumbnails: 0, grid: 0 };
        const drawn = (image: HTMLImageElement) => image.complete && image.naturalWidth > 0;
        const look = () => {
          const now = performance.now() - begun;
          const cells = [...document.querySelectorAll('.cell')];
          const inSight = cells.filter((cell) => cell.getBoundingClientRect().top < innerHeight);
          const all = cells[0]?.getAttribute('aria-setsize') === String(count);
          // Fewer cells than the screen has room for are no full screen, unless there are no more photos.
          const full = inSight.length > 0 && (inSight.length < cells.length || all);
          const every = (fits: (image: HTMLImageElement) => boolean) =>
            full &&
            inSight.every((cell) => [...cell.querySelectorAll('img')].some((image) => drawn(image) && fits(image)));
          if (inSight.length > 0) seen.cells ||= now;
          if (every(() => true)) seen.pictures ||= now;
          if (every(({ src }) => src.includes('/thumb/'))) seen.thumbnails ||= now;
          if (all) seen.grid ||= now;
          if (Object.values(seen).every((time) => time > 0)) resolve(seen);
          else requestAnimationFrame(look);
        };
        look();
      }),
    [since, photos] as const,
  );
}

/** Jumps to places all over the grid and counts the cells in sight that are still blank 200 ms later. */
export function blanksAfterStops(page: Page, stops: number): Promise<{ cells: number; blank: number }> {
  return page.evaluate(async (count) => {
    const grid = document.querySelector('.grid-scroller');
    if (grid === null) throw new Error('there is no grid on screen');
    const total = { cells: 0, blank: 0 };
    for (let stop = 0; stop < count; stop++) {
      // Places that no earlier stop has touched, in no order that could be precomputed.
      grid.scrollTop = grid.scrollHeight * ((stop * 0.618 + 0.31) % 1);
      await new Promise((resolve) => setTimeout(resolve, 200));
      const { top, bottom } = grid.getBoundingClientRect();
      for (const cell of document.querySelectorAll('.cell')) {
        const box = cell.getBoundingClientRect();
        if (box.bottom < top || box.top > bottom) continue;
        total.cells++;
        const images = [...cell.querySelectorAll('img')];
        if (!images.some((image) => image.complete && image.naturalWidth > 0)) total.blank++;
      }
    }
    return total;
  }, stops);
}

/** Fetches thumbnails as the grid does, several at a time. Milliseconds. */
export function fetchThumbs(page: Page, ids: readonly string[], atOnce: number): Promise<number> {
  return page.evaluate(
    async ([all, lanes]) => {
      const begun = performance.now();
      const left = [...all];
      const lane = async () => {
        for (let id = left.shift(); id !== undefined; id = left.shift()) {
          const answer = await fetch(`/thumb/${id}?v=bench`);
          if (!answer.ok) throw new Error(`no thumbnail: ${String(answer.status)}`);
          await answer.blob();
        }
      };
      await Promise.all(Array.from({ length: lanes }, lane));
      return performance.now() - begun;
    },
    [ids, atOnce] as const,
  );
}

interface StepTimes {
  readonly first: number;
  readonly large: number;
}
type Watching = typeof globalThis & { uiBenchStep?: Promise<StepTimes> };

/** Milliseconds from the key press until the loupe shows some picture of the next photo, and until it shows the large one. */
export async function nextInLoupe(page: Page): Promise<StepTimes> {
  // Listening first and pressing after: sent at the same time, the key may overtake.
  await page.evaluate(() => {
    const idOf = () => document.querySelector('.frame[data-current]')?.id.replace('frame-', '');
    const before = idOf();
    (globalThis as Watching).uiBenchStep = new Promise((resolve) => {
      const pressed = (event: KeyboardEvent) => {
        if (event.key !== 'ArrowRight') return;
        removeEventListener('keydown', pressed, true);
        const since = performance.now();
        let first = 0;
        const look = () => {
          const id = idOf();
          const images = [...document.querySelectorAll<HTMLImageElement>('[data-testid="loupe-stage"] img')];
          const shown = images.filter(
            ({ src, complete, naturalWidth }) =>
              id !== undefined && id !== before && src.includes(`/${id}?`) && complete && naturalWidth > 0,
          );
          if (shown.length > 0 && first === 0) first = performance.now() - since;
          if (shown.some(({ src }) => !src.includes('/thumb/'))) resolve({ first, large: performance.now() - since });
          else requestAnimationFrame(look);
        };
        look();
      };
      addEventListener('keydown', pressed, true);
    });
  });
  await page.keyboard.press('ArrowRight');
  return page.evaluate(() => {
    const { uiBenchStep } = globalThis as Watching;
    if (uiBenchStep === undefined) throw new Error('nobody watches');
    return uiBenchStep;
  });
}

interface Listed {
  readonly id: string;
  readonly relativePath: string;
}
interface Part {
  readonly fresh: { readonly ids: readonly string[]; readonly relativePaths: readonly string[] } | undefined;
  readonly photos: readonly Listed[];
  readonly next?: number;
}
interface Opened extends Omit<Part, 'fresh'> {
  readonly id: string;
}
type Bridge = { afterglow: { invoke(channel: string, ...args: unknown[]): Promise<unknown> } };

/** Ids of `count` photos of the open folder, from a place among its sorted names on. */
export function photoIds(page: Page, from: number, count: number): Promise<string[]> {
  return page.evaluate(
    async ([first, many]) => {
      const { afterglow } = globalThis as unknown as Bridge;
      const [opened] = (await afterglow.invoke('folder:current')) as Opened[];
      if (opened === undefined) throw new Error('no folder is open');
      const all = [...opened.photos];
      for (let { next } = opened; next !== undefined;) {
        const part = (await afterglow.invoke('folder:photos', opened.id, next)) as Part;
        const { ids = [], relativePaths = [] } = part.fresh ?? {};
        all.push(...part.photos, ...ids.map((id, at) => ({ id, relativePath: relativePaths[at] ?? '' })));
        ({ next } = part);
      }
      all.sort((a, b) => (a.relativePath < b.relativePath ? -1 : 1));
      return all.slice(first, first + many).map(({ id }) => id);
    },
    [from, count] as const,
  );
}
