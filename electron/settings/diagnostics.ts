import { readFile, writeFile } from 'node:fs/promises';
import type { Outcome } from '../contract/index.ts';
import { messageOf, systemCode } from '../base/reason.ts';

export interface DiagnosticsOptions {
  /** The log, which is written without secrets in the first place. */
  readonly log: string;
  /** What runs here: name -> version. */
  readonly versions: Readonly<Record<string, string | undefined>>;
}

/** Writes what somebody who helps needs to know into one text file: versions and the log. No photo, no key. */
export async function saveDiagnostics(target: string, { log, versions }: DiagnosticsOptions): Promise<Outcome<string>> {
  const facts = Object.entries(versions).map(([name, version]) => `${name}: ${version ?? 'unknown'}`);
  try {
    const parts = [facts.join('\n'), await textOf(`${log}.old`), await textOf(log)];
    await writeFile(target, `${parts.filter(Boolean).join('\n\n')}\n`);
    return { ok: true, value: target };
  } catch (error) {
    return {
      ok: false,
      reason: { code: 'diagnostics-unsaved', message: `The file could not be saved: ${messageOf(error)}` },
    };
  }
}

async function textOf(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return '';
    throw error;
  });
}
