import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Measured } from './fidelity-photo.ts';
import { benchPhotos, type BenchPhoto } from './fidelity-photos.ts';
import { retouches } from './fidelity-retouch.ts';
import { photoTable, retouchTable } from './fidelity-table.ts';
import { targetRows } from './fidelity-targets.ts';
import type { Report } from './report.ts';

/**
 * How close the full-size result comes to the same retouch done at full size, for retouches that are known exactly, next to what people
 * do otherwise: enlarging the result, or adding the enlarged difference. `AFTERGLOW_BENCH_PHOTOS=1` measures the first photo alone,
 * `AFTERGLOW_BENCH_PHOTOS=kevin,rajni` those two.
 */
export async function benchFidelity(): Promise<Report> {
  const photos = await benchPhotos(process.env['AFTERGLOW_BENCH_PHOTOS']);
  if (photos.length === 0) {
    return { rows: [{ name: 'full-size fidelity', value: NaN, note: 'skipped: no ../shared/photos here' }] };
  }
  const names = Object.keys(retouches);
  const measured: Measured[] = [];
  const waiting = [...photos];
  const lane = async (): Promise<void> => {
    for (let photo = waiting.shift(); photo; photo = waiting.shift()) measured.push(...(await inThread(photo, names)));
  };
  await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, lane));
  const inOrder = photos.flatMap(({ name }) => measured.filter((each) => each.photo === name));
  return {
    text: [retouchTable(inOrder), photoTable(inOrder, photos)].join('\n\n'),
    rows: targetRows(inOrder),
  };
}

function inThread(photo: BenchPhoto, names: readonly string[]): Promise<Measured[]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./fidelity-photo.ts', import.meta.url), { workerData: { photo, names } });
    worker.once('message', (measured: Measured[]) => resolve(measured));
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the measuring of ${photo.name} ended with code ${String(code)}`)));
  });
}
