import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { access, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import type { ImagingChild } from '../../electron/imaging/process/child.ts';
import { startImaging } from '../../electron/imaging/process/client.ts';
import { childEnvironment } from '../../electron/base/child-environment.ts';
import { prepare } from '../../electron/imaging/submission/submission.ts';
import type { RivalRequest } from './fidelity-cost-child.ts';
import { retouches } from './fidelity-retouch.ts';
import { median, target, type Report, type Row } from './report.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const PHOTO = here('../../../shared/photos/compreface_001_4912x7360_36MP.jpg');
const RIVAL = here('./fidelity-cost-child.ts');
const BUNDLE = here('../../out/main/imaging-process.js');
/** As it ships, if it has been built. */
const ENTRY = existsSync(BUNDLE) ? BUNDLE : here('../../electron/imaging-process.ts');
/** 24, 45 and 61 megapixels: what full-frame cameras have. */
const SIZES = [
  { megapixels: 24, width: 4000, height: 6000 },
  { megapixels: 45, width: 5504, height: 8256 },
  { megapixels: 61, width: 6336, height: 9504 },
] as const;
/** Pairs of processes, and photos that each of them works on. */
const ROUNDS = 4;
const PHOTOS = 4;

interface Files {
  readonly original: string;
  readonly submitted: string;
  readonly retouched: string;
}

/** What one process needed: milliseconds for each of its photos, megabytes after the first and after the last. */
interface Measured {
  readonly ms: readonly number[];
  readonly megabytes: readonly [first: number, last: number];
}

/**
 * Time and memory of a full-size result, from the request to the flushed file, in the imaging process, against sharp's plain decode and
 * encode of the same file at the same quality and chroma in another process, photo by photo in turn. The first photo of a process and
 * those that follow are told apart: a shoot has hundreds. `AFTERGLOW_BENCH_MEGAPIXELS=61` measures that size alone.
 */
export async function benchFullSizeCost(): Promise<Report> {
  const present = await access(PHOTO).then(
    () => true,
    () => false,
  );
  if (!present) return { rows: [{ name: 'full-size cost', value: NaN, note: 'skipped: no ../shared/photos here' }] };
  const wanted = process.env['AFTERGLOW_BENCH_MEGAPIXELS'];
  const rows: Row[] = [];
  for (const size of SIZES) {
    if (wanted === undefined || Number(wanted) === size.megapixels) rows.push(...(await costOf(size)));
  }
  return { rows };
}

async function costOf(size: (typeof SIZES)[number]): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'afterglow-bench-'));
  try {
    const files = await makeFiles(folder, size);
    const pairs: { bare: Measured; ours: Measured }[] = [];
    for (let round = 0; round < ROUNDS; round++) pairs.push(await measurePair(files, folder));
    const name = `full size, ${String(size.megapixels)} MP`;
    const later = pairs.flatMap(({ bare, ours }) => ours.ms.slice(1).map((ms, i) => ms / bare.ms[i + 1]!));
    const first = median(pairs.map(({ bare, ours }) => ours.ms[0]! / bare.ms[0]!));
    const time = (of: 'bare' | 'ours'): number => median(pairs.flatMap((pair) => pair[of].ms.slice(1)));
    const memory = (of: 'bare' | 'ours', i: 0 | 1): number => median(pairs.map((pair) => pair[of].megabytes[i]));
    // What was aimed at is said of the largest size.
    const aim = (value: number, bound: number) => (size.megapixels === 61 ? { note: target(value, '<=', bound) } : {});
    const against = `${name}: time against sharp's decode and encode`;
    return [
      { name: against, value: median(later), unit: 'x', ...aim(median(later), 1) },
      { name: `${name}: the same, first photo of a process`, value: first, unit: 'x', ...aim(first, 1) },
      {
        name: `${name}: time`,
        value: time('ours'),
        unit: 'ms',
        note: ENTRY === BUNDLE ? 'as built' : 'from the sources',
      },
      { name: `${name}: sharp's time`, value: time('bare'), unit: 'ms' },
      {
        name: `${name}: peak memory`,
        value: memory('ours', 0),
        unit: 'MB',
        ...aim(memory('ours', 0), 450),
      },
      { name: `${name}: peak memory after ${String(PHOTOS)}`, value: memory('ours', 1), unit: 'MB' },
      { name: `${name}: sharp's peak memory`, value: memory('bare', 0), unit: 'MB' },
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Both processes are started anew, and take turns. */
async function measurePair(files: Files, folder: string): Promise<{ bare: Measured; ours: Measured }> {
  const options = {
    env: childEnvironment(),
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'] as ['ignore', 'ignore', 'inherit', 'ipc'],
  };
  const rival = fork(RIVAL, [], options);
  let worker: ChildProcess | undefined;
  const imaging = startImaging({
    spawn: () => {
      worker = fork(ENTRY, [], { ...options, serialization: 'advanced' });
      return childOf(worker);
    },
  });
  const bare = meter(() => rival);
  const ours = meter(() => worker!);
  try {
    // Both are running, and nothing is loaded during a measurement.
    await imaging.probe(files.submitted);
    await ask(rival, { from: files.retouched, to: join(folder, 'warm.jpg') });
    for (let photo = 0; photo < PHOTOS; photo++) {
      await bare.time(() => ask(rival, { from: files.original, to: join(folder, 'bare.jpg') }));
      await ours.time(async () => {
        const request = {
          ...files,
          target: join(folder, 'ours.jpg'),
          size: 'original',
          format: 'same',
          quality: 95,
          metadata: 'all',
          fade: 1,
        } as const;
        const answer = await imaging.fullSize(request, new AbortController().signal);
        if (answer.kind !== 'written') throw new Error(JSON.stringify(answer));
      });
    }
    return { bare: bare.measured(), ours: ours.measured() };
  } finally {
    rival.disconnect();
    await imaging.close();
  }
}

function childOf(child: ChildProcess): ImagingChild {
  return {
    send: (message) => void child.send(message as object),
    onMessage: (receive) => void child.on('message', receive),
    onExit: (ended) => void child.once('close', ended),
    kill: () => void child.kill('SIGKILL'),
  };
}

async function ask(child: ChildProcess, request: RivalRequest): Promise<void> {
  child.send(request);
  await once(child, 'message');
}

function meter(child: () => ChildProcess) {
  const ms: number[] = [];
  const peaks: number[] = [];
  return {
    async time(work: () => Promise<void>): Promise<void> {
      const start = performance.now();
      await work();
      ms.push(performance.now() - start);
      peaks.push(peakMemory(child().pid!));
    },
    measured: (): Measured => ({ ms, megabytes: [peaks[0]!, peaks.at(-1)!] }),
  };
}

/** The most memory a process ever held, as the operating system counts it, in MB of 2²⁰ bytes; NaN where it does not tell. */
function peakMemory(pid: number): number {
  if (process.platform !== 'linux') return NaN;
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${String(pid)}/status`, 'latin1')) ?? [];
  return Number(kilobytes) / 1024;
}

async function makeFiles(
  folder: string,
  { width, height }: { readonly width: number; readonly height: number },
): Promise<Files> {
  const original = join(folder, 'original.jpg');
  const data = new Uint8Array(
    await sharp(PHOTO).resize(width, height, { fit: 'fill', kernel: 'lanczos3' }).raw().toBuffer(),
  );
  let state = 1;
  for (let i = 0; i < data.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    // What a sensor adds and an enlarged picture lacks: up to 6 levels either way.
    data[i] = Math.min(255, Math.max(0, data[i]! + (state >>> 16) / 5461 - 6));
  }
  await sharp(data, { raw: { width, height, channels: 3 }, limitInputPixels: false })
    .jpeg({ quality: 95, chromaSubsampling: '4:4:4' })
    .toFile(original);
  const prepared = await prepare(original, join(folder, 'submitted'));
  if (prepared.kind !== 'prepared') throw new Error(prepared.reason.message);
  const small = await sharp(prepared.submission.path).raw().toBuffer({ resolveWithObject: true });
  const changed = await retouches['smoothing']!({
    data: small.data,
    width: small.info.width,
    height: small.info.height,
  });
  const retouched = join(folder, 'retouched.jpg');
  await sharp(changed, { raw: { width: small.info.width, height: small.info.height, channels: 3 } })
    .jpeg({ quality: 90 })
    .toFile(retouched);
  return { original, submitted: prepared.submission.path, retouched };
}
