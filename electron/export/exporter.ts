import type { Clock } from '../base/clock.ts';
import { createNames, type Names } from './names.ts';
import type { EarlierResults } from './earlier.ts';
import type { Originals } from './originals.ts';
import type { ConflictRule } from './plan.ts';
import { makeFolder } from './output-folder.ts';
import { publishNew, publishOver, type OutputDrive } from './publish.ts';
import { exportPhoto, type ExportAnswer, type RenderAnswer, type WriteRequest } from './writer.ts';

/** Where a batch's results go, and how. `O` is whatever else the renderer wants to know. */
export interface ExportPlace<O> {
  /** Absolute, checked and made before the batch began. It is not made again when it is gone: a drive may be unplugged. */
  readonly outputRoot: string;
  readonly originals: Originals;
  readonly onConflict: ConflictRule;
  /** Whether an earlier result of the same photo, unchanged since, gives way to one that was asked for in another way. */
  readonly replacesOwn?: boolean;
  /** Whether results carry their original's modification time. */
  readonly keepModifiedTime: boolean;
  /** Absolute paths of the results that this batch has already left, in an earlier run too. */
  readonly written: Iterable<string>;
  readonly options: O;
}

export interface ExporterOptions<R extends WriteRequest, O> {
  /** Undefined for a batch that nobody knows. */
  readonly batches: (batch: string) => ExportPlace<O> | undefined;
  /** The extension, with the dot, that the result will most likely have: told before the work, so that its name is too. */
  readonly extension: (request: R, options: O, signal: AbortSignal) => Promise<string>;
  /** Writes the whole result to `target`, a new file, flushed and checked by decoding; leaves nothing there otherwise. */
  readonly render: (request: R, options: O, target: string, signal: AbortSignal) => Promise<RenderAnswer>;
  /** What earlier exports left. Default: nothing is known of them. */
  readonly earlier?: EarlierResults<R>;
  readonly clock: Clock;
  readonly platform?: NodeJS.Platform;
  /** Gives results their names. Default: the real file system. */
  readonly drive?: OutputDrive;
}

export interface Exporter<R> {
  export(request: R, reserve: (output: string) => void, signal: AbortSignal): Promise<ExportAnswer>;
  /** Forgets a finished batch's names. */
  forget(batch: string): void;
}

const diskDrive: OutputDrive = { makeFolder: (folder) => makeFolder(folder), publishNew, publishOver };

/** The exporter as the queue sees it: knows each batch's place, and keeps its names apart. */
export function createExporter<R extends WriteRequest & { readonly batch: string }, O>(
  options: ExporterOptions<R, O>,
): Exporter<R> {
  const batches = new Map<string, { readonly place: ExportPlace<O>; readonly names: Names }>();

  function batchOf(id: string) {
    const known = batches.get(id);
    if (known) return known;
    const place = options.batches(id);
    if (place === undefined) throw new Error(`no such batch: ${id}`);
    const batch = { place, names: createNames(place.outputRoot, place.written) };
    batches.set(id, batch);
    return batch;
  }

  return {
    async export(request, reserve, signal) {
      const { place, names } = batchOf(request.batch);
      return exportPhoto(request, {
        place,
        names,
        reserve,
        signal,
        clock: options.clock,
        drive: options.drive ?? diskDrive,
        platform: options.platform ?? process.platform,
        earlier: () => options.earlier?.of(request) ?? [],
        note: (output, file) => options.earlier?.note(request, output, file),
        extension: () => options.extension(request, place.options, signal),
        render: (target) => options.render(request, place.options, target, signal),
      });
    },
    forget: (id) => batches.delete(id),
  };
}
