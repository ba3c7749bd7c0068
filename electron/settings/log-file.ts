import { appendFileSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { makePrivateFolder, PRIVATE_FILE } from '../base/private-files.ts';
import { messageOf, systemCode } from '../base/reason.ts';

export type Log = (message: string, error?: unknown) => void;

export interface LogFileOptions {
  readonly path: string;
  /** Texts that must never be written, asked anew for every line: the API key. */
  readonly secrets: () => readonly (string | undefined)[];
  /** Size in bytes at which the file is put aside as `….old` and begun anew. */
  readonly maxBytes?: number;
}

const MAX_BYTES = 2 * 1024 * 1024;
const MAX_CAUSES = 8;

/** A plain text log. Lines are written at once, so that the last one before a crash is there. */
export function openLog({ path, secrets, maxBytes = MAX_BYTES }: LogFileOptions): Log {
  makePrivateFolder(dirname(path));
  return (message, error) => {
    const text = error === undefined ? message : `${message}: ${describe(error)}`;
    rotate(path, maxBytes);
    appendFileSync(path, `${new Date().toISOString()} ${redact(text, secrets())}\n`, { mode: PRIVATE_FILE });
  };
}

/**
 * Takes out what must not be kept: the given secrets, and the query of every address, because a result's address is
 * signed there and anybody who has it can fetch the picture. However they are written: a server may change the case.
 */
export function redact(text: string, secrets: readonly (string | undefined)[]): string {
  let clean = text;
  for (const secret of secrets) if (secret) clean = clean.replace(literally(secret), '[key]');
  return clean.replace(/(\bhttps?:\/\/[^\s?#"'<>]+)[?#][^\s"'<>]*/gi, '$1?[…]');
}

/** A text in whatever case. */
function literally(text: string): RegExp {
  return new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'gi');
}

function describe(error: unknown): string {
  const lines: string[] = [];
  for (let each = error, depth = 0; each !== undefined && depth < MAX_CAUSES; depth++) {
    lines.push(each instanceof Error ? (each.stack ?? each.message) : messageOf(each));
    each = each instanceof Error ? each.cause : undefined;
  }
  return lines.join('\n  caused by ');
}

function rotate(path: string, maxBytes: number): void {
  try {
    if (statSync(path).size > maxBytes) renameSync(path, `${path}.old`);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
  }
}
