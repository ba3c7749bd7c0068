/// <reference lib="dom" />
import type { CDPSession, Page } from '@playwright/test';

/** How smoothly a page moves, from its own clock and from Chromium's trace. */

/** A frame has this long at 60 a second; ours may take half of it and leave the rest to the browser. Milliseconds. */
export const FRAME_MS = 1000 / 60;
export const OWN_MS = 8;

export interface Scrolled {
  /** Time between frames, milliseconds, one for each frame. */
  readonly intervals: readonly number[];
  /** Thread time of script, style, layout and paint on the page's main thread, milliseconds, one for each frame. */
  readonly work: readonly number[];
}

/** Scrolls the grid from where it is by `pixels` in `ms` at an even pace, and watches. */
export async function watchScroll(page: Page, pixels: number, ms: number): Promise<Scrolled> {
  const session = await page.context().newCDPSession(page);
  const events = await startTrace(session);
  const intervals = await page.evaluate(
    ([distance, time]) => {
      const grid = document.querySelector('.grid-scroller');
      if (grid === null) throw new Error('there is no grid on screen');
      const from = grid.scrollTop;
      return new Promise<number[]>((resolve) => {
        const seen: number[] = [];
        const begun = performance.now();
        let last = begun;
        const step = (now: number) => {
          seen.push(now - last);
          last = now;
          const part = Math.min(1, (now - begun) / time);
          grid.scrollTop = from + distance * part;
          if (part < 1) requestAnimationFrame(step);
          // The first interval belongs to whatever was before.
          else resolve(seen.slice(1));
        };
        requestAnimationFrame(step);
      });
    },
    [pixels, ms] as const,
  );
  const work = workByFrame(await events.stop());
  await session.detach();
  return { intervals, work };
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds. */
  readonly ts: number;
  readonly dur?: number;
  /** Time that the thread really ran, microseconds: other programs on a busy machine do not count. */
  readonly tdur?: number;
}

const categories = [
  'devtools.timeline',
  'disabled-by-default-devtools.timeline',
  'disabled-by-default-devtools.timeline.frame',
  'v8.execute',
];

async function startTrace(session: CDPSession): Promise<{ stop: () => Promise<TraceEvent[]> }> {
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: [...categories] },
  });
  return {
    async stop() {
      const complete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
      await session.send('Tracing.end');
      await complete;
      return events;
    },
  };
}

/** What our code costs: script however it was called, and the style, layout and paint that it causes. */
const ours = new Set([
  'EventDispatch',
  'FireAnimationFrame',
  'TimerFire',
  'FunctionCall',
  'EvaluateScript',
  'RunMicrotasks',
  'UpdateLayoutTree',
  'Layout',
  'PrePaint',
  'Paint',
  'Layerize',
  'Commit',
]);

/** Thread time of our work between one frame's begin and the next, on the thread that draws most frames. */
export function workByFrame(events: readonly TraceEvent[]): number[] {
  const begins = events.filter(({ name }) => name === 'BeginMainThreadFrame');
  const threads = Map.groupBy(begins, ({ pid, tid }) => `${pid}/${tid}`);
  const [main] = [...threads.values()].sort((a, b) => b.length - a.length);
  const [first] = main ?? [];
  if (main === undefined || first === undefined) return [];
  const frames = main.map(({ ts }) => ts).sort((a, b) => a - b);
  const spans = events
    .filter(({ name, ph, pid, tid }) => ph === 'X' && pid === first.pid && tid === first.tid && ours.has(name))
    .sort((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0));
  const work = frames.map(() => 0);
  let frame = 0;
  let covered = -Infinity;
  for (const { ts, dur = 0, tdur } of spans) {
    // Inside one that has been counted.
    if (ts < covered) continue;
    covered = ts + dur;
    while (frame + 1 < frames.length && (frames[frame + 1] ?? Infinity) <= ts) frame++;
    if (ts >= (frames[0] ?? 0)) work[frame] = (work[frame] ?? 0) + (tdur ?? dur) / 1000;
  }
  return work;
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

/** Share of the values above a bound, per cent. */
export function shareAbove(values: readonly number[], bound: number): number {
  return (100 * values.filter((value) => value > bound).length) / Math.max(1, values.length);
}
