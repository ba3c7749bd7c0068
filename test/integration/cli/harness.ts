import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { PassThrough } from 'node:stream';
import sharp from 'sharp';
import { systemClock } from '../../../electron/base/clock.ts';
import { runCli } from '../../../electron/cli/main.ts';
import type { StopCause, World } from '../../../electron/cli/world.ts';
import {
  DEMO_KEY,
  startDemoService,
  type DemoOptions,
  type DemoService,
  type RetouchPort,
} from '../../../electron/demo/index.ts';
import { forkImaging } from '../../../electron/engine/index.ts';

const repository = join(import.meta.dirname, '../../..');
/** The programs run from their sources, so that no build is needed. */
export const imagingEntry = join(repository, 'electron/imaging-process.ts');
export const demoWorker = new URL('../../../electron/demo-worker.ts', import.meta.url);
export const samples = join(repository, 'electron/demo/samples');

// The helper programs are TypeScript here: compiled once, not at each of the many starts.
process.env['NODE_COMPILE_CACHE'] ??= join(tmpdir(), 'afterglow-test-compile-cache');

/** Brightens the whole picture a little: cheap, and easy to find again in a result. */
export const brighten: RetouchPort = async (picture, _wish, format) => {
  const image = sharp(picture).linear(1, 12);
  const encoded = format.format === 'png' ? image.png() : image.jpeg({ quality: 92, chromaSubsampling: '4:2:0' });
  return { bytes: await encoded.toBuffer(), contentType: `image/${format.format}` };
};

/** One JSON line of the command line. */
export interface Line {
  readonly event: string;
  readonly [field: string]: unknown;
}

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** What a program writes to a terminal or a pipe; tells of every piece. */
export class Paper {
  text = '';
  readonly isTTY: boolean;
  readonly columns = 100;
  readonly #readers: (() => void)[] = [];

  constructor(isTTY = false) {
    this.isTTY = isTTY;
  }

  write(text: string): void {
    this.text += text;
    for (const look of [...this.#readers]) look();
  }

  /** Resolves once something like this was written. */
  async shows(pattern: RegExp): Promise<void> {
    if (pattern.test(this.text)) return;
    await new Promise<void>((resolve) => {
      this.#readers.push(() => pattern.test(this.text) && resolve());
    });
  }
}

/** A command that is running, in this process. */
export interface Running {
  readonly stdout: Paper;
  readonly stderr: Paper;
  readonly stdin: PassThrough;
  readonly ended: Promise<Ended>;
  /** Exit codes with which the second Ctrl+C asked to end at once. */
  readonly abandoned: number[];
  interrupt(cause?: StopCause): void;
}

/** A folder of its own for one test, with photos and a data folder; the command line runs in it. */
export class Studio {
  readonly root: string;
  readonly #closers: (() => Promise<void>)[] = [];

  private constructor(root: string) {
    this.root = root;
  }

  static async open(): Promise<Studio> {
    return new Studio(await mkdtemp(join(tmpdir(), 'afterglow-cli-')));
  }

  get shoot(): string {
    return this.path('Shoot');
  }

  get out(): string {
    return this.path('Shoot - Retouched');
  }

  get dataDir(): string {
    return this.path('data');
  }

  path(...parts: string[]): string {
    return join(this.root, ...parts);
  }

  /** Starts a demo service that ends with the test; its ledger is the witness of every payment. */
  async service(options: Partial<DemoOptions> = {}): Promise<DemoService> {
    const service = await startDemoService({ retouch: brighten, keys: [DEMO_KEY], ...options });
    this.#closers.push(() => service.close());
    return service;
  }

  /** Writes photos into the shoot's folder. */
  async photos(...names: string[]): Promise<string[]> {
    return Promise.all(names.map((name, index) => this.write(`Shoot/${name}`, photo(index, name))));
  }

  async write(name: string, content: Promise<Buffer> | Buffer | string): Promise<string> {
    const path = this.path(name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, await content);
    return path;
  }

  /** Starts a command. The key is the demo's own unless `env` says otherwise. */
  start(
    argv: readonly string[],
    { env = {}, tty = false }: { env?: Record<string, string>; tty?: boolean } = {},
  ): Running {
    const stdin = Object.assign(new PassThrough(), { isTTY: tty });
    const [stdout, stderr] = [new Paper(tty), new Paper(tty)];
    const stoppers = new Set<(cause: StopCause) => void>();
    const abandoned: number[] = [];
    const world: World = {
      version: '0.0.0-test',
      env: { AILAB_API_KEY: DEMO_KEY, ...env },
      stdin,
      stdout,
      stderr,
      clock: systemClock,
      defaultDataDir: this.dataDir,
      spawnImaging: forkImaging(imagingEntry),
      demoWorker,
      samples,
      onStop(fn) {
        stoppers.add(fn);
        return () => stoppers.delete(fn);
      },
      abandon: (code) => void abandoned.push(code),
    };
    const ended = runCli(argv, world).then((code) => ({ code, out: stdout.text, err: stderr.text }));
    return {
      stdout,
      stderr,
      stdin,
      ended,
      abandoned,
      interrupt: (cause = 'person') => [...stoppers].forEach((fn) => fn(cause)),
    };
  }

  run(argv: readonly string[], how: Parameters<Studio['start']>[1] = {}): Promise<Ended> {
    return this.start(argv, how).ended;
  }

  /** Retouches the shoot with a service of the test, asking often. */
  retouch(service: DemoService, ...more: string[]): Promise<Ended> {
    return this.run(['retouch', this.shoot, ...toService(service), ...more]);
  }

  /** Relative paths below a folder, sorted; empty for a folder that is not there. */
  async files(folder: string): Promise<string[]> {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
      .sort();
  }

  /** SHA-256 of every file below a folder. */
  async hashes(folder: string): Promise<Record<string, string>> {
    const names = await this.files(folder);
    const pairs = names.map(async (name) => {
      const data = await readFile(join(folder, name));
      return [name, createHash('sha256').update(data).digest('hex')] as const;
    });
    return Object.fromEntries(await Promise.all(pairs));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const close of this.#closers) await close();
    await rm(this.root, { recursive: true, force: true });
  }
}

/** Flags that lead to a service of the test. */
export function toService(service: Pick<DemoService, 'url'>): string[] {
  return ['--api', service.url, '--poll-interval', '0.02'];
}

/** Every line of a `--json` run, each of which must be an object with an event. */
export function linesOf(out: string): Line[] {
  if (out === '') return [];
  if (!out.endsWith('\n')) throw new Error('the last line is not whole');
  return out
    .slice(0, -1)
    .split('\n')
    .map((text) => {
      const line = JSON.parse(text) as Line;
      if (typeof line.event !== 'string') throw new Error(`not an event: ${text}`);
      return line;
    });
}

export function summaryOf(out: string): Line {
  const last = linesOf(out).at(-1);
  if (last?.event !== 'summary') throw new Error(`the last line is no summary: ${out}`);
  return last;
}

/** A small picture that no other index or name gives. */
export async function photo(seed: number, name = 'photo.jpg', size = { width: 160, height: 120 }): Promise<Buffer> {
  const { width, height } = size;
  const data = Buffer.alloc(width * height * 3);
  for (let i = 0; i < data.length; i++) data[i] = 60 + ((i * 7 + seed * 31 + ((i / width) | 0) * 3) % 120);
  const image = sharp(data, { raw: { width, height, channels: 3 } });
  const extension = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  if (extension === 'png') return image.png().toBuffer();
  if (extension === 'tif') return image.tiff({ compression: 'lzw' }).toBuffer();
  return image.jpeg({ quality: 90 }).toBuffer();
}

/** An address on this computer at which nobody listens. */
export async function closedPort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${port}`;
}
