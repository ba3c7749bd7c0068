import { afterEach, beforeEach, expect, it, vi } from 'vitest';

/** Enough of a window to be hidden and closed. */
const page = Object.assign(new EventTarget(), { document: new EventTarget() });
const sent: number[] = [];

async function slider() {
  const { debounced } = await import('../../../renderer/state/edits/debounced.ts');
  return debounced<number>(
    'settings',
    (_photos, level) => {
      sent.push(level);
      return Promise.resolve();
    },
    (_before, after) => after,
  );
}

beforeEach(() => {
  sent.length = 0;
  vi.useFakeTimers();
  vi.stubGlobal('document', page.document);
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('sends the last of several changes, once, after a short rest', async () => {
  const { push } = await slider();
  push(['a'], 1);
  push(['a'], 2);
  expect(sent).toEqual([]);
  vi.runAllTimers();
  expect(sent).toEqual([2]);
});

it.each([
  ['closed', page, 'pagehide'],
  ['hidden', page.document, 'visibilitychange'],
] as const)('sends at once what is held back when the window is %s', async (_what, target, event) => {
  const { push } = await slider();
  push(['a'], 7);
  target.dispatchEvent(new Event(event));
  expect(sent).toEqual([7]);
  vi.runAllTimers();
  expect(sent).toEqual([7]);
});
