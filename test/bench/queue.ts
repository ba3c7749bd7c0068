import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Scheduler } from '../../electron/queue/scheduler.ts';
import { JobStore } from '../../electron/queue/store.ts';
import { createFakeClock, type FakeClock } from '../helpers/fake-clock.ts';
import { seeded } from '../sim/random.ts';
import { addPhotos, benchDeps, limitedService, pass } from './queue-model.ts';

export interface Row {
  readonly name: string;
  readonly value: number;
  readonly unit?: string;
  readonly note?: string;
}

/** The queue with 100 and with 100,000 photos, and the adaptive limit against services with a hidden one. */
export async function benchQueue(): Promise<Row[]> {
  return [...(await benchSizes()), ...(await benchLimits())];
}

const SMALL = 100;
const LARGE = 100_000;

async function benchSizes(): Promise<Row[]> {
  const small = await benchSize(SMALL);
  const large = await benchSize(LARGE);
  return [
    { name: 'start-up to the first action, 100 jobs', value: small.startMs, unit: 'ms' },
    { name: 'start-up to the first action, 100,000 jobs', value: large.startMs, unit: 'ms' },
    { name: 'a change of state, 100 jobs', value: small.changeMs, unit: 'ms', note: 'median, flushed to disk' },
    { name: 'a change of state, 100,000 jobs', value: large.changeMs, unit: 'ms', note: 'median, flushed to disk' },
    { name: 'a look for work, 100 jobs', value: small.lookMs, unit: 'ms', note: 'median' },
    { name: 'a look for work, 100,000 jobs', value: large.lookMs, unit: 'ms', note: 'median' },
    { name: 'memory of a scheduler at work, 100,000 jobs', value: large.heapMb, unit: 'MB', note: 'JavaScript heap' },
  ];
}

async function benchSize(
  count: number,
): Promise<{ startMs: number; changeMs: number; lookMs: number; heapMb: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'afterglow-bench-'));
  const path = join(folder, 'queue.sqlite');
  try {
    const filling = new JobStore(path, () => 1);
    addPhotos(filling, 'b1', count);
    filling.close();
    collectGarbage();
    const heapBefore = process.memoryUsage().heapUsed;

    const clock = createFakeClock();
    const began = performance.now();
    const store = new JobStore(path, () => clock.now());
    let first: number | undefined;
    const service = limitedService(clock, seeded(1), 20);
    const scheduler = new Scheduler({
      ...benchDeps(store, clock, service.port),
      trace: () => (first ??= performance.now() - began),
    });
    scheduler.start();
    while (first === undefined) await pass(clock, 1);

    await pass(clock, 60_000);
    collectGarbage();
    const heapMb = Math.max(0, process.memoryUsage().heapUsed - heapBefore) / 1_048_576;
    await stop(scheduler, clock);

    const waiting = store.due('bench', 'queued', clock.now(), 60).map((job) => job.id);
    const changeMs = median(waiting, (id) => store.apply(id, { type: 'prepare-postponed', nextAt: 1 }));
    const looks = Array.from({ length: 60 }, (_, n) => n);
    const lookMs = median(looks, () => {
      store.due('bench', 'queued', clock.now(), 10);
      store.submittable('bench', clock.now(), 10);
      store.nextDue('bench', clock.now());
      store.counts({ service: 'bench' });
      store.lingering('bench', clock.now());
    });
    store.close();
    return { startMs: round(first), changeMs: round(changeMs), lookMs: round(lookMs), heapMb: round(heapMb) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Photos per slot: enough that the last ones, which leave slots empty, weigh as little as in a real shoot. */
const PHOTOS_PER_SLOT = 50;

async function benchLimits(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const limit of [3, 8, 20]) {
    const { overBound, rejected } = await benchLimit(limit);
    rows.push({
      name: `batch time over the bound, hidden limit ${limit}`,
      value: overBound,
      note: 'aim: at most 1.15',
    });
    rows.push({ name: `submits refused, hidden limit ${limit}`, value: rejected, unit: '%', note: 'aim: below 10 %' });
  }
  for (const [from, to] of [
    [8, 3],
    [3, 8],
  ] as const) {
    const { overBound, rejected } = await benchLimit(from, { after: (PHOTOS_PER_SLOT * from) / 2, limit: to });
    // Half of the photos at each limit.
    const bound = (from / to + 1) / 2;
    const name = `hidden limit ${from}, half-way ${to}`;
    rows.push({ name: `batch time over the bound, ${name}`, value: round(overBound / bound) });
    rows.push({ name: `submits refused, ${name}`, value: rejected, unit: '%' });
  }
  return rows;
}

/** The bound: the service's own work at its full limit, every slot taken the moment it is free. */
async function benchLimit(
  limit: number,
  changesTo?: { after: number; limit: number },
): Promise<{ overBound: number; rejected: number }> {
  const photos = PHOTOS_PER_SLOT * limit;
  const clock = createFakeClock();
  const store = new JobStore(':memory:', () => clock.now());
  const service = limitedService(clock, seeded(limit), limit, changesTo);
  addPhotos(store, 'b1', photos);
  const scheduler = new Scheduler(benchDeps(store, clock, service.port));
  scheduler.start();
  let minutes = 0;
  while (store.counts({ batch: 'b1' }).exported < photos && minutes++ < 1_000) await pass(clock, 6_000);
  const took = clock.monotonic();
  await stop(scheduler, clock);
  store.close();
  return {
    overBound: round(took / (service.work / limit)),
    rejected: round((100 * service.rejected) / service.submits),
  };
}

async function stop(scheduler: Scheduler, clock: FakeClock): Promise<void> {
  const stopped = scheduler.stop(0);
  await pass(clock, 60_000);
  await stopped;
}

function median<T>(items: readonly T[], work: (item: T) => unknown): number {
  const times = items.map((item) => {
    const began = performance.now();
    work(item);
    return performance.now() - began;
  });
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
}

/** Where the program was started with `--expose-gc`; the measure is coarser otherwise. */
function collectGarbage(): void {
  (globalThis as { gc?: () => void }).gc?.();
}

const round = (value: number): number => Math.round(value * 1_000) / 1_000;
