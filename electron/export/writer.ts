import { rm, stat, utimes } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { Clock } from '../base/clock.ts';
import { syncFile, temporaryBeside } from '../base/durable-file.ts';
import { statIfThere } from '../base/file-facts.ts';
import type { Reason } from '../base/reason.ts';
import { localAnswer, onSide, systemTrouble, systemTroubleOf, type LocalAnswer } from '../base/system-errors.ts';
import { isComplete, sameBytes } from './complete.ts';
import { namingRulesOf } from './file-name.ts';
import type { Names } from './names.ts';
import { isInside, makeFolder } from './output-folder.ts';
import type { ConflictRule, NameWish } from './plan.ts';
import { publishNew, publishOver } from './publish.ts';

export interface WriteRequest {
  readonly job: string;
  /** The original; only read. */
  readonly source: string;
  readonly relativePath: string;
  /** Output path that an earlier, interrupted export had chosen for this job. */
  readonly planned: string | undefined;
}

export type RenderAnswer =
  | {
      readonly kind: 'written';
      /** With the dot. */
      readonly extension: string;
      readonly bytes: number;
      readonly width: number;
      readonly height: number;
      /** Whatever else is worth knowing of the result. */
      readonly details?: Readonly<Record<string, unknown>>;
    }
  | { readonly kind: 'refused'; readonly reason: Reason }
  | LocalAnswer;

type Written = Extract<RenderAnswer, { kind: 'written' }>;

export type ExportAnswer =
  /** `details`: the renderer's own, with `extension`, `bytes`, `width`, `height` and `exportSeconds`. */
  | { readonly kind: 'exported'; readonly output: string; readonly details: Record<string, unknown> }
  | { readonly kind: 'skipped'; readonly output: string; readonly reason: Reason }
  /** This photo can't be exported. The paid result is kept. */
  | { readonly kind: 'failed'; readonly reason: Reason }
  /** The place can't be written to now; the photo stays as it is. */
  | LocalAnswer;

export interface WriteDeps {
  readonly place: {
    readonly outputRoot: string;
    readonly sourceRoots: readonly string[];
    readonly onConflict: ConflictRule;
    readonly keepModifiedTime: boolean;
  };
  readonly names: Names;
  /** Remembers the output path so that it survives a crash; called before a file of that name appears. */
  readonly reserve: (output: string) => void;
  readonly extension: () => Promise<string>;
  readonly render: (target: string) => Promise<RenderAnswer>;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly platform: NodeJS.Platform;
}

/**
 * Writes one result: chooses and reserves its name, has it rendered to a temporary file in the target folder, checks it, and
 * gives it its name. At every moment the output is complete or absent, and no file that this batch did not write is replaced
 * unless the rule says so. Throws only the signal's reason and faults of the program; a name that was taken is given back then.
 */
export async function exportPhoto(request: WriteRequest, deps: WriteDeps): Promise<ExportAnswer> {
  const startedAt = deps.clock.monotonic();
  const answer = await guarded(deps, () => write(request, deps)).catch((error: unknown) => {
    deps.names.release(request.job);
    throw error;
  });
  if (answer.kind !== 'exported') {
    deps.names.release(request.job);
    return answer;
  }
  const exportSeconds = Math.round(deps.clock.monotonic() - startedAt) / 1000;
  return { ...answer, details: { ...answer.details, exportSeconds } };
}

async function write(request: WriteRequest, deps: WriteDeps): Promise<ExportAnswer> {
  const { place, names, signal } = deps;
  signal.throwIfAborted();
  if (!(await statIfThere(place.outputRoot))?.isDirectory()) return placeTrouble('ENOENT', place.outputRoot);
  const original = await onSide('original', request.source, () => statIfThere(request.source));
  if (original === undefined) return { kind: 'failed', reason: SOURCE_GONE };

  let extension = await deps.extension();
  const wish = (): NameWish => ({
    relativePath: request.relativePath,
    extension,
    rule: place.onConflict,
    rules: namingRulesOf(deps.platform),
  });
  let choice = resume(request, deps, extension) ?? (await choose(request, deps, wish()));
  if (choice.kind === 'skip') return alreadyThere(choice.output);

  await makeFolder(dirname(choice.output));
  if (await isInside(dirname(choice.output), place.sourceRoots)) return { kind: 'failed', reason: INSIDE_SOURCE };
  const temporary = temporaryBeside(choice.output);
  try {
    const rendered = await deps.render(temporary);
    signal.throwIfAborted();
    if (rendered.kind === 'refused') return { kind: 'failed', reason: rendered.reason };
    if (rendered.kind === 'local') return localOrFailed(rendered);
    if (!(await isComplete(temporary, rendered.bytes, rendered.extension)))
      return { ...placeTrouble('EIO', choice.output), reason: INCOMPLETE };
    if (place.keepModifiedTime) await utimes(temporary, original.atime, original.mtime);
    await syncFile(temporary);

    if (rendered.extension.toLowerCase() !== extension.toLowerCase()) {
      extension = rendered.extension;
      choice = await choose(request, deps, wish());
    }
    for (;;) {
      if (choice.kind === 'skip') return alreadyThere(choice.output);
      signal.throwIfAborted();
      const { output } = choice;
      if (choice.replaces) {
        await publishOver(temporary, output);
        return exported(output, rendered);
      }
      if ((await publishNew(temporary, output)) === 'published') return exported(output, rendered);
      if (choice.resumed && (await isOurs(output, temporary, signal))) {
        await publishOver(temporary, output);
        return exported(output, rendered);
      }
      // A file of that name has appeared since the folder was read.
      names.appeared(toRelative(place.outputRoot, output));
      choice = await choose(request, deps, wish());
    }
  } finally {
    await rm(temporary, { force: true });
  }
}

type Choice =
  | { readonly kind: 'write'; readonly output: string; readonly replaces: boolean; readonly resumed: boolean }
  | { readonly kind: 'skip'; readonly output: string };

/** The name that an interrupted export of this job had reserved, if it still fits. */
function resume(request: WriteRequest, deps: WriteDeps, extension: string): Choice | undefined {
  const { planned } = request;
  if (planned === undefined || !planned.toLowerCase().endsWith(extension.toLowerCase())) return undefined;
  const path = toRelative(deps.place.outputRoot, planned);
  // A path elsewhere belongs to another output folder than the one this batch has now.
  if (path === '' || path.startsWith('../') || join(deps.place.outputRoot, path) !== planned) return undefined;
  if (!deps.names.claimExactly(request.job, path)) return undefined;
  return { kind: 'write', output: planned, replaces: deps.place.onConflict === 'overwrite', resumed: true };
}

async function choose(request: WriteRequest, deps: WriteDeps, wish: NameWish): Promise<Choice> {
  const plan = await deps.names.claim(request.job, wish);
  const output = join(deps.place.outputRoot, plan.relativePath);
  if (plan.kind === 'skip') return { kind: 'skip', output };
  deps.reserve(output);
  return { kind: 'write', output, replaces: plan.replaces, resumed: false };
}

/**
 * Whether the file at a reserved name is what the interrupted export left: the same bytes as the result made anew, or the
 * empty file that holds the name on drives without links. Replacing it then loses nothing.
 */
async function isOurs(output: string, temporary: string, signal: AbortSignal): Promise<boolean> {
  return (await stat(output)).size === 0 || (await sameBytes(output, temporary, signal));
}

/** Turns what the file system refuses into an answer. */
async function guarded(deps: WriteDeps, work: () => Promise<ExportAnswer>): Promise<ExportAnswer> {
  try {
    return await work();
  } catch (error) {
    deps.signal.throwIfAborted();
    const trouble = systemTroubleOf(error, 'output', deps.place.outputRoot);
    if (trouble === undefined) throw error;
    return localOrFailed(localAnswer(trouble));
  }
}

/** What only this photo meets, and meets again, is its failure. */
function localOrFailed(answer: LocalAnswer): ExportAnswer {
  return answer.effect === 'photo' ? { kind: 'failed', reason: answer.reason } : answer;
}

/** The queue has to wait for the output folder. */
function placeTrouble(code: 'ENOENT' | 'EIO', path: string): LocalAnswer {
  return localAnswer(systemTrouble(code, 'output', path));
}

function exported(output: string, rendered: Written): ExportAnswer {
  const { extension, bytes, width, height, details } = rendered;
  return { kind: 'exported', output, details: { ...details, extension, bytes, width, height } };
}

function alreadyThere(output: string): ExportAnswer {
  return { kind: 'skipped', output, reason: ALREADY_THERE };
}

function toRelative(outputRoot: string, path: string): string {
  return relative(outputRoot, path).split(sep).join('/');
}

/** With the rule `skip`: why nothing was written. */
export const ALREADY_THERE: Reason = {
  code: 'already-there',
  message: 'A file of that name is already in the output folder.',
};
const SOURCE_GONE: Reason = {
  code: 'source-gone',
  message: 'The original is no longer where it was. The paid result is kept: put the original back, then try again.',
};
const INSIDE_SOURCE: Reason = {
  code: 'output-inside-source',
  message: 'The output folder holds a link that leads back to the originals. Nothing is written there.',
};
const INCOMPLETE: Reason = {
  code: 'write-incomplete',
  message: 'The drive with the output folder did not keep the whole file. Check its free space and its connection.',
};
