import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { relative, sep } from 'node:path';
import { statIfThere } from '../base/file-facts.ts';
import { systemCode, type Reason } from '../base/reason.ts';

/** A file as it was written: what tells later whether another program has changed it since. */
export interface WrittenFile {
  /** SHA-256 of all bytes, lower-case hex. */
  readonly sha256: string;
  readonly bytes: number;
}

/** A result that an earlier export of the same photo left, or was about to leave. */
export interface EarlierResult extends WrittenFile {
  /** Absolute path. */
  readonly output: string;
  /** Whether the very same was asked for: it is not written again. */
  readonly same: boolean;
  /** What was measured of it, as far as that is known. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** What is known of the results of earlier exports. */
export interface EarlierResults<R> {
  /** Those of this photo by this name in this output folder, the likeliest first. */
  readonly of: (request: R) => readonly EarlierResult[];
  /** Remembers what is about to appear at a path; called before it does, so that a crash leaves no result unknown. */
  readonly note: (request: R, output: string, file: WrittenFile) => void;
}

/** Size and SHA-256 of a file. Throws what the file system throws. */
export async function writtenFile(path: string, signal?: AbortSignal): Promise<WrittenFile> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20, signal }) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { sha256: hash.digest('hex'), bytes };
}

/** Whether the file at a path holds exactly what was written: what another program changed is no longer Afterglow's. */
async function isAsWritten(path: string, file: WrittenFile, signal?: AbortSignal): Promise<boolean> {
  try {
    const status = await statIfThere(path);
    if (status === undefined || !status.isFile() || status.size !== file.bytes) return false;
    return (await writtenFile(path, signal)).sha256 === file.sha256;
  } catch (error) {
    // What can't be read can't be told to be ours.
    if (systemCode(error) === undefined) throw error;
    return false;
  }
}

/** Of the results that an earlier export left, those that still are as they were written. */
export async function intact(results: readonly EarlierResult[], signal: AbortSignal): Promise<EarlierResult[]> {
  const found: EarlierResult[] = [];
  for (const result of results) {
    if (found.some(({ output }) => output === result.output)) continue;
    if (await isAsWritten(result.output, result, signal)) found.push(result);
  }
  return found;
}

/** Whether another program has left the result alone that is to be replaced, while the new one was made. */
export async function isStillOwn(
  output: string,
  earlier: readonly EarlierResult[],
  signal: AbortSignal,
): Promise<boolean> {
  const result = earlier.find((each) => each.output === output);
  return result !== undefined && (await isAsWritten(output, result, signal));
}

/** Told of a photo whose result was there already, just as it was asked for. */
export const UNCHANGED: Reason = {
  code: 'result-there',
  message: 'Its result was there already, just as it was asked for: it was left as it is.',
};

/** {@link UNCHANGED}, where the details of an exported photo tell that its result was left as it was. */
export function resultThere({ notes }: Readonly<Record<string, unknown>>): Reason | undefined {
  const codes: unknown[] = Array.isArray(notes) ? notes.map((note: Partial<Reason> | null) => note?.code) : [];
  return codes.includes(UNCHANGED.code) ? UNCHANGED : undefined;
}

/**
 * With the rule `skip`: why nothing was written.
 *
 * @param path of the file in the way, below the output folder
 * @param own whether it is a result of this photo, asked for in another way
 */
export function inTheWay(path: string, own: boolean): Reason {
  return own
    ? {
        code: 'already-there-otherwise',
        message: `“${path}” in the output folder is an earlier result of this photo, with other settings. It was left as it is.`,
      }
    : {
        code: 'already-there',
        message:
          `A file of that name, “${path}”, is already in the output folder. ` +
          'It is no result of this photo that Afterglow wrote, or it was changed since.',
      };
}

/** With the rule `skip`: the answer for a photo that a file is in the way of. */
export function leftOut(outputRoot: string, output: string, earlier: readonly EarlierResult[]) {
  const own = earlier.some((result) => result.output === output);
  return { kind: 'skipped', output, reason: inTheWay(toRelative(outputRoot, output), own) } as const;
}

/** A path below the output folder, with `/`. */
export function toRelative(outputRoot: string, path: string): string {
  return relative(outputRoot, path).split(sep).join('/');
}

/** Whether a reason is one of {@link inTheWay}. */
export function isInTheWay({ code }: Reason): boolean {
  return code === 'already-there' || code === 'already-there-otherwise';
}
