import { rm, utimes } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { answered } from '../base/answering.ts';
import type { Clock } from '../base/clock.ts';
import { syncFile, temporaryBeside } from '../base/durable-file.ts';
import { statIfThere } from '../base/file-facts.ts';
import type { Reason } from '../base/reason.ts';
import {
  isNameRefusal,
  localAnswer,
  onSide,
  systemTrouble,
  systemTroubleOf,
  type LocalAnswer,
} from '../base/system-errors.ts';
import { isComplete, isOurs } from './complete.ts';
import {
  leftOut,
  toRelative,
  intact,
  isStillOwn,
  UNCHANGED,
  writtenFile,
  type EarlierResult,
  type WrittenFile,
} from './earlier.ts';
import type { Names } from './names.ts';
import { isOriginalFile, leadsToOriginals, type Originals } from './originals.ts';
import type { ConflictRule, NameWish } from './plan.ts';
import type { OutputDrive } from './publish.ts';
import { folderFor, nameNote, type TargetFolder } from './target-folder.ts';

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
      /** What the photographer should know of it. */
      readonly notes?: readonly Reason[];
    }
  | { readonly kind: 'refused'; readonly reason: Reason }
  | LocalAnswer;

type Written = Extract<RenderAnswer, { kind: 'written' }>;

export type ExportAnswer =
  /** `details`: the renderer's own, with `extension`, `bytes`, `width`, `height`, `notes` and `exportSeconds`. */
  | { readonly kind: 'exported'; readonly output: string; readonly details: Record<string, unknown> }
  | { readonly kind: 'skipped'; readonly output: string; readonly reason: Reason }
  /** This photo can't be exported. The paid result is kept. */
  | { readonly kind: 'failed'; readonly reason: Reason }
  /** The place can't be written to now; the photo stays as it is. */
  | LocalAnswer;

export interface WriteDeps {
  readonly place: {
    readonly outputRoot: string;
    readonly originals: Originals;
    readonly onConflict: ConflictRule;
    readonly replacesOwn?: boolean;
    readonly keepModifiedTime: boolean;
  };
  readonly names: Names;
  /** Remembers the output path so that it survives a crash; called before a file of that name appears. */
  readonly reserve: (output: string) => void;
  /** What earlier exports of this photo left, and what is about to appear at a path. */
  readonly earlier: () => readonly EarlierResult[];
  readonly note: (output: string, file: WrittenFile) => void;
  readonly extension: () => Promise<string>;
  readonly render: (target: string) => Promise<RenderAnswer>;
  readonly signal: AbortSignal;
  readonly drive: OutputDrive;
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
  const { place, signal } = deps;
  signal.throwIfAborted();
  if (!(await statIfThere(place.outputRoot))?.isDirectory()) return placeTrouble('ENOENT', place.outputRoot);
  const original = await onSide('original', request.source, () =>
    answered(request.source, () => statIfThere(request.source), { clock: deps.clock, signal }),
  );
  if (original === undefined) return { kind: 'failed', reason: SOURCE_GONE };

  const earlier = await intact(deps.earlier(), signal);
  const there = earlier.find((result) => isFree(request, deps, result));
  if (there !== undefined) {
    return { kind: 'exported', output: there.output, details: { ...there.details, notes: [UNCHANGED] } };
  }
  const replaceable = place.replacesOwn === true ? earlier : [];
  const folder = await folderFor(request, deps);
  if (folder === undefined) return { kind: 'failed', reason: INSIDE_SOURCE };
  let extension = await deps.extension();
  const wish = (): NameWish => ({
    relativePath: request.relativePath,
    extension,
    rule: place.onConflict,
    replaceable: replaceable.map(({ output }) => toRelative(place.outputRoot, output)),
    rules: folder.rules,
    folderRules: folder.rules,
  });
  let choice = resume(request, deps, folder, extension) ?? (await choose(request, deps, wish()));
  if (choice.kind === 'skip') return leftOut(place.outputRoot, choice.output, earlier);

  const temporary = temporaryBeside(join(folder.real, basename(choice.output)));
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
    // Links may have been changed while the picture was made.
    if (await leadsToOriginals(folder.real, place.originals, request.source))
      return { kind: 'failed', reason: INSIDE_SOURCE };
    const file = await writtenFile(temporary, signal);
    return await publish({ request, deps, folder, temporary, file, earlier, rendered, wish: wish() }, choice);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** A finished file on its way to its name. */
interface Finished {
  readonly request: WriteRequest;
  readonly deps: WriteDeps;
  readonly folder: TargetFolder;
  readonly temporary: string;
  readonly file: WrittenFile;
  readonly earlier: readonly EarlierResult[];
  readonly rendered: Written;
  readonly wish: NameWish;
}

/** Gives the finished file its name: another one where that is taken meanwhile, or where the drive refuses it. */
async function publish(finished: Finished, first: Choice): Promise<ExportAnswer> {
  const { request, deps, folder, temporary, file, earlier, rendered } = finished;
  const { names, signal, place, drive } = deps;
  let wish = finished.wish;
  for (let choice = first; ; choice = await choose(request, deps, wish)) {
    if (choice.kind === 'skip') return leftOut(place.outputRoot, choice.output, earlier);
    signal.throwIfAborted();
    const { output } = choice;
    // By the real folder: a link that is changed now leads nowhere else.
    const target = join(folder.real, basename(output));
    const done = (): ExportAnswer =>
      exported(output, rendered, nameNote(wish, toRelative(place.outputRoot, output), deps.platform));
    try {
      if (choice.replaces || choice.resumed) {
        if (await isOriginalFile(target, place.originals)) {
          names.protect(toRelative(place.outputRoot, output));
          continue;
        }
      }
      if (choice.replaces && place.onConflict !== 'overwrite' && !(await isStillOwn(output, earlier, signal))) {
        wish = { ...wish, replaceable: [] };
        names.appeared(toRelative(place.outputRoot, output));
        continue;
      }
      deps.note(output, file);
      if (choice.replaces) {
        await drive.publishOver(temporary, target);
        return done();
      }
      if ((await drive.publishNew(temporary, target)) === 'published') return done();
      if (choice.resumed && (await isOurs(target, temporary, signal))) {
        await drive.publishOver(temporary, target);
        return done();
      }
    } catch (error) {
      if (wish.rules === 'safe' || !isNameRefusal(error)) throw error;
      wish = { ...wish, rules: 'safe' };
      continue;
    }
    // A file of that name has appeared since the folder was read.
    names.appeared(toRelative(place.outputRoot, output));
  }
}

type Choice =
  | { readonly kind: 'write'; readonly output: string; readonly replaces: boolean; readonly resumed: boolean }
  | { readonly kind: 'skip'; readonly output: string };

/** The name that an interrupted export of this job had reserved, if it still fits. */
function resume(request: WriteRequest, deps: WriteDeps, folder: TargetFolder, extension: string): Choice | undefined {
  const { planned } = request;
  if (planned === undefined || !planned.toLowerCase().endsWith(extension.toLowerCase())) return undefined;
  const path = toRelative(deps.place.outputRoot, planned);
  // A path elsewhere belongs to another output folder than the one this batch has now.
  if (path === '' || path.startsWith('../') || join(deps.place.outputRoot, path) !== planned) return undefined;
  if (dirname(planned) !== join(deps.place.outputRoot, folder.relativePath)) return undefined;
  if (!deps.names.claimExactly(request.job, path)) return undefined;
  return { kind: 'write', output: planned, replaces: deps.place.onConflict === 'overwrite', resumed: true };
}

async function choose(request: WriteRequest, deps: WriteDeps, wish: NameWish): Promise<Choice> {
  for (;;) {
    const plan = await deps.names.claim(request.job, wish);
    const output = join(deps.place.outputRoot, plan.relativePath);
    if (plan.kind === 'skip') return { kind: 'skip', output };
    if (plan.replaces && (await isOriginalFile(output, deps.place.originals))) {
      deps.names.protect(plan.relativePath);
      continue;
    }
    deps.reserve(output);
    return { kind: 'write', output, replaces: plan.replaces, resumed: false };
  }
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

function exported(output: string, rendered: Written, own: readonly Reason[]): ExportAnswer {
  const { extension, bytes, width, height, details } = rendered;
  const notes = [...(rendered.notes ?? []), ...own];
  return { kind: 'exported', output, details: { ...details, extension, bytes, width, height, notes } };
}

/** Whether a result that is there is just what this photo is to become, and no other photo's of this batch. */
function isFree({ job }: WriteRequest, { place, names }: WriteDeps, { same, output }: EarlierResult): boolean {
  return same && names.claimExactly(job, toRelative(place.outputRoot, output));
}

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
