/// <reference lib="dom" />
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { RunningApp } from '../e2e/launch-app.ts';
import { eventLoopDelay, mainScriptMemory, memoryOf, startApp, watchEventLoop } from './ui-app.ts';
import { benchFolder } from './ui-folder.ts';
import { FRAME_MS, OWN_MS, percentile, shareAbove, watchScroll } from './ui-frames.ts';
import { blanksAfterStops, fetchThumbs, firstScreen, nextInLoupe, photoIds } from './ui-page.ts';

export interface Row {
  readonly name: string;
  readonly value: number;
  readonly unit?: string;
  readonly note?: string;
}

/** Photos in the shoot; `AFTERGLOW_BENCH_PHOTOS=500` makes a quick run of it. */
const PHOTOS = Number(process.env['AFTERGLOW_BENCH_PHOTOS'] ?? 10_000);
const THUMBS = Math.min(400, Math.floor(PHOTOS / 4));
const LOUPE_STEPS = 25;
const run = promisify(execFile);

/** The built app's window with a whole shoot in it: how soon it is there, how it scrolls, what it costs. Needs `npm run build`. */
export async function benchUi(): Promise<Row[]> {
  const folder = await benchFolder(PHOTOS);
  const userData = await mkdtemp(join(tmpdir(), 'afterglow-bench-ui-data-'));
  const begun = performance.now();
  const app = await startApp(userData);
  try {
    await app.page.getByRole('button', { name: /Choose folder/ }).waitFor();
    const start = { name: 'start to usable window', value: performance.now() - begun, unit: 'ms', note: app.kind };
    const before = await mainScriptMemory(app);
    const rows: Row[] = [start];
    const held: Row[] = [];
    const phases = {
      opening: () => opening(app, folder),
      thumbnails: () => thumbnails(app, folder),
      scrolling: () => scrolling(app),
      stepping: () => stepping(app),
    };
    for (const [name, phase] of Object.entries(phases)) {
      await watchEventLoop(app);
      rows.push(...(await phase()));
      const { max, p99 } = await eventLoopDelay(app);
      const note = `target < 50; p99 ${p99.toFixed(1)} ms`;
      held.push({ name: `main process held up while ${name}, longest`, value: max, unit: 'ms', note });
    }
    return [
      ...rows,
      ...held,
      { name: "memory of the main process's script before the folder", value: before, unit: 'MB' },
      { name: "memory of the main process's script at the end", value: await mainScriptMemory(app), unit: 'MB' },
    ];
  } finally {
    await app.close();
    await rm(userData, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

async function opening(app: RunningApp, folder: string): Promise<Row[]> {
  const { page } = app;
  await app.evaluateInMain(({ dialog }, path) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] });
  }, folder);
  const before = await memoryOf(app);
  const since = await page.evaluate(() => performance.now());
  await page.getByRole('button', { name: /Choose folder/ }).click();
  const { cells, pictures, thumbnails, grid } = await firstScreen(page, since, PHOTOS);
  const row = (what: string, value: number, note: string) => ({
    name: `folder chosen to ${what}`,
    value,
    unit: 'ms',
    note,
  });
  return [
    row('first cells', cells, `${String(PHOTOS)} photos`),
    row('first screen of pictures', pictures, 'target < 1000; the small ones inside the files count'),
    row('first screen of thumbnails', thumbnails, 'target < 1000'),
    row('whole grid', grid, 'target < 3000'),
    ...memoryRows('before the folder', before),
  ];
}

/** Thumbnails that nobody asked for before, against libvips' own program on the same files with two at a time. */
async function thumbnails(app: RunningApp, folder: string): Promise<Row[]> {
  const from = Math.floor(PHOTOS / 2);
  const ids = await photoIds(app.page, from, THUMBS);
  const ours = (ids.length * 1000) / (await fetchThumbs(app.page, ids, 12));
  const row = { name: 'thumbnails a second', value: ours, unit: '/s', note: `${String(ids.length)} not seen before` };
  const names = (await readdir(folder)).sort().slice(from, from + THUMBS);
  const theirs = await vipsRate(names.map((name) => join(folder, name)));
  if (theirs === undefined) return [{ ...row, note: `${row.note}; vipsthumbnail is not installed (libvips-tools)` }];
  return [
    row,
    { name: 'vipsthumbnail a second', value: theirs, unit: '/s', note: 'xargs -P2, the same files' },
    { name: 'thumbnails against vipsthumbnail', value: ours / theirs, unit: 'x' },
  ];
}

async function vipsRate(paths: readonly string[]): Promise<number | undefined> {
  const found = await run('vipsthumbnail', ['--version']).then(
    () => true,
    () => false,
  );
  if (!found) return undefined;
  const output = await mkdtemp(join(tmpdir(), 'afterglow-bench-vips-'));
  try {
    const begun = performance.now();
    const work = run('xargs', [
      '-0',
      '-P2',
      '-n',
      '25',
      'vipsthumbnail',
      '--size',
      '320',
      '-o',
      `${output}/%s.webp[Q=80]`,
    ]);
    work.child.stdin?.end(paths.join('\0'));
    await work;
    return (paths.length * 1000) / (performance.now() - begun);
  } finally {
    await rm(output, { recursive: true, force: true });
  }
}

async function scrolling(app: RunningApp): Promise<Row[]> {
  const { page } = app;
  const height = await page.evaluate(() => document.querySelector('.grid-scroller')?.scrollHeight ?? 0);
  const slow = await watchScroll(page, Math.min(height, 24_000), 6000);
  await page.evaluate(() => document.querySelector('.grid-scroller')?.scrollTo({ top: 0 }));
  const through = await watchScroll(page, height, Math.max(5000, PHOTOS * 2));
  const blanks = await blanksAfterStops(page, 12);
  const after = await memoryOf(app);
  return [
    ...frameRows('scrolling 4,000 px/s', slow.intervals, slow.work),
    ...frameRows('scrolling through everything', through.intervals, through.work),
    {
      name: 'cells blank 200 ms after a stop',
      value: (100 * blanks.blank) / Math.max(1, blanks.cells),
      unit: '%',
      note: `${String(blanks.blank)} of ${String(blanks.cells)} in 12 jumps to places not seen before`,
    },
    ...memoryRows('after scrolling', after),
  ];
}

function frameRows(name: string, intervals: readonly number[], work: readonly number[]): Row[] {
  return [
    { name: `${name}: frame, p50`, value: percentile(intervals, 0.5), unit: 'ms' },
    {
      name: `${name}: frame, p95`,
      value: percentile(intervals, 0.95),
      unit: 'ms',
      note: `target <= ${FRAME_MS.toFixed(1)}`,
    },
    { name: `${name}: own work, p95`, value: percentile(work, 0.95), unit: 'ms', note: 'thread time' },
    {
      name: `${name}: frames with more than ${String(OWN_MS)} ms of own work`,
      value: shareAbove(work, OWN_MS),
      unit: '%',
      note: `${String(work.length)} frames`,
    },
  ];
}

async function stepping(app: RunningApp): Promise<Row[]> {
  const { page } = app;
  await page.locator('.cell').nth(5).click();
  await page.keyboard.press('e');
  await page.getByTestId('loupe-stage').waitFor();
  const first: number[] = [];
  const large: number[] = [];
  for (let step = 0; step < LOUPE_STEPS; step++) {
    // As long as a glance takes: the neighbour may be fetched meanwhile.
    await page.waitForTimeout(700);
    const times = await nextInLoupe(page);
    first.push(times.first);
    large.push(times.large);
  }
  return [
    { name: 'next photo in the loupe, any picture, p95', value: percentile(first, 0.95), unit: 'ms' },
    { name: 'next photo in the loupe, large picture, p50', value: percentile(large, 0.5), unit: 'ms' },
    { name: 'next photo in the loupe, large picture, p95', value: percentile(large, 0.95), unit: 'ms' },
  ];
}

function memoryRows(when: string, { page, main, script }: Awaited<ReturnType<typeof memoryOf>>): Row[] {
  return [
    ...(page === undefined ? [] : [{ name: `memory of the page ${when}`, value: page, unit: 'MB' }]),
    { name: `memory of the page's script ${when}`, value: script, unit: 'MB' },
    { name: `memory of the main process ${when}`, value: main, unit: 'MB' },
  ];
}

if (import.meta.main) {
  for (const { name, value, unit = '', note = '' } of await benchUi()) {
    console.log(`${name.padEnd(62)} ${value.toFixed(1).padStart(9)} ${unit.padEnd(4)} ${note}`);
  }
}
