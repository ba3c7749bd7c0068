/// <reference lib="dom" />
import type { Page } from '@playwright/test';

/** What the window's bench asks of the page. Each function runs inside it, so none may use anything from outside. */

/** Milliseconds from `since` (the page's clock) until every cell in sight has a picture, and the grid has all photos. */
export function firstScreen(page: Page, since: number, photos: number): Promise<{ grid: number; pictures: number }> {
  return page.evaluate(
    ([begun, count]) =>
      new Promise<{ grid: number; pictures: number }>((resolve) => {
        let grid = 0;
        const look = () => {
          const cells = [...document.querySelectorAll('.cell')];
          const whole = cells[0]?.getAttribute('aria-setsize') === String(count);
          if (whole && grid === 0) grid = performance.now() - begun;
          const seen = cells.filter((cell) => cell.getBoundingClientRect().top < innerHeight);
          const shown = seen.filter((cell) =>
            [...cell.querySelectorAll('img')].some((image) => image.complete && image.naturalWidth > 0),
          );
          if (whole && seen.length > 0 && shown.length === seen.length) {
            resolve({ grid, pictures: performance.now() - begun });
          } else requestAnimationFrame(look);
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
      // Places that no earlier stop has touched, in no order that could be foreseen.
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
