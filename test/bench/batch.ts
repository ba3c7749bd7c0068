import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { DEMO_KEY, startDemoService, type DemoService, type RetouchPort } from '../../electron/demo/index.ts';
import { DEFAULT_EXPORT, Engine, forkImaging } from '../../electron/engine/index.ts';

export interface Row {
  readonly name: string;
  readonly value: number;
  readonly unit?: string;
  readonly note?: string;
}

export interface BatchOptions {
  readonly photos?: number;
  /** How long the service works on a photo, milliseconds. */
  readonly latencyMs?: number;
  /** Tasks the service takes at once. The client is not told. */
  readonly limit?: number;
  readonly pollMs?: number;
  /** Photos of the loop that does one after the other; its time is scaled up. */
  readonly oneByOne?: number;
}

const SAMPLE = join(import.meta.dirname, '../../electron/demo/samples/03-pair-certificate.jpg');
const IMAGING = join(import.meta.dirname, '../../electron/imaging-process.ts');

/** Gives the picture back as it came: the service's computing shall not count. */
const unchanged: RetouchPort = (picture) => Promise.resolve({ bytes: picture, contentType: 'image/jpeg' });

/**
 * A whole batch, from folder to folder, against a service that takes a fixed time and a number of tasks at once that must be
 * found out. Compared with the least time it could take (latency times the number of full rounds), and with a loop that
 * submits, waits and downloads one photo after the other.
 */
export async function benchBatch(options: BatchOptions = {}): Promise<Row[]> {
  const { photos = 100, latencyMs = 1500, limit = 8, pollMs = 100, oneByOne = 10 } = options;
  const folder = await mkdtemp(join(tmpdir(), 'afterglow-bench-'));
  const service = await startDemoService({
    retouch: unchanged,
    latencyMs,
    concurrencyLimit: limit,
    credits: { common: 1e6, portrait_intelligent_beautification: 0 },
  });
  try {
    const sources = await shoot(join(folder, 'Shoot'), photos);
    const loop = (await loopSeconds(service, sources.slice(0, oneByOne), pollMs)) * (photos / oneByOne);
    const batch = await batchSeconds(folder, service, sources, pollMs);
    const bound = (latencyMs / 1000) * Math.ceil(photos / limit);
    const what = `${photos} photos, ${latencyMs} ms each at the service, ${limit} at once`;
    return [
      { name: 'batch', value: batch, unit: 's', note: `${what}, asked every ${pollMs} ms` },
      { name: 'least possible time', value: bound, unit: 's', note: 'latency x full rounds, nothing else' },
      { name: 'batch against the least', value: batch / bound, unit: 'x', note: 'target <= 1.2' },
      {
        name: 'one after the other against batch',
        value: loop / batch,
        unit: 'x',
        note: `scaled up from ${oneByOne} photos; without preparing and exporting, in the loop's favour`,
      },
    ];
  } finally {
    await service.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Photos of half a megapixel, no two alike: the service's time shall count, not the computing. */
async function shoot(folder: string, count: number): Promise<string[]> {
  await mkdir(folder);
  const base = await sharp(SAMPLE).resize(800, 600, { fit: 'cover' }).jpeg({ quality: 90 }).toBuffer();
  return Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const path = join(folder, `photo-${String(i).padStart(3, '0')}.jpg`);
      // A comment in the file makes it another photo, at no cost.
      const comment = Buffer.from(`photo ${i}`);
      const segment = Buffer.concat([Buffer.from([0xff, 0xfe, 0, comment.length + 2]), comment]);
      await writeFile(path, Buffer.concat([base.subarray(0, 2), segment, base.subarray(2)]));
      return path;
    }),
  );
}

async function batchSeconds(
  folder: string,
  service: DemoService,
  sources: readonly string[],
  pollIntervalMs: number,
): Promise<number> {
  const engine = await Engine.open({
    dataDir: join(folder, 'data'),
    spawnImaging: forkImaging(IMAGING),
    program: 'bench',
  });
  try {
    const choice = { kind: 'live', baseUrl: service.url, key: () => DEMO_KEY } as const;
    const run = await engine.run(choice, { policy: { pollIntervalMs } });
    try {
      const start = performance.now();
      const { batch } = await engine.addBatch(run.service.port.id, {
        sourceRoots: [join(folder, 'Shoot')],
        outputRoot: join(folder, 'out'),
        photos: sources.map((source, i) => ({
          source,
          relativePath: `photo-${i}.jpg`,
          settings: { level: 0.5, multiFace: false },
        })),
        settings: DEFAULT_EXPORT,
      });
      run.admit(batch.id);
      await run.scheduler.settled();
      const seconds = (performance.now() - start) / 1000;
      const { exported } = engine.store.counts({ batch: batch.id });
      if (exported !== sources.length) throw new Error(`only ${exported} of ${sources.length} were exported`);
      return seconds;
    } finally {
      await run.stop();
    }
  } finally {
    await engine.close();
  }
}

/** What a short script does: submit, ask until it is done, download; then the next. */
async function loopSeconds(service: DemoService, sources: readonly string[], pollMs: number): Promise<number> {
  const headers = { 'ailabapi-api-key': DEMO_KEY };
  const start = performance.now();
  for (const source of sources) {
    const form = new FormData();
    form.set('task_type', 'async');
    form.set('image_target', new File([await plainCopy(source)], 'photo.jpg', { type: 'image/jpeg' }));
    const submit = `${service.url}/api/portrait/effects/smart-beauty`;
    const accepted = (await (await fetch(submit, { method: 'POST', headers, body: form })).json()) as Answer;
    const ask = `${service.url}/api/common/query-async-task-result?task_id=${accepted.task_id}`;
    for (;;) {
      const answer = (await (await fetch(ask, { headers })).json()) as Answer;
      if (answer.data?.image_url !== undefined) {
        await (await fetch(answer.data.image_url)).arrayBuffer();
        break;
      }
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
  }
  return (performance.now() - start) / 1000;
}

/** The file without the comment that tells it apart: the demo service minds what does not belong to the picture. */
async function plainCopy(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const data = await readFile(path);
  return new Uint8Array(Buffer.concat([data.subarray(0, 2), data.subarray(4 + data.readUInt16BE(4))]));
}

interface Answer {
  readonly task_id?: string;
  readonly data?: { readonly image_url?: string };
}
