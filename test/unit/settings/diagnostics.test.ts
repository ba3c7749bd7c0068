import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { saveDiagnostics } from '../../../electron/settings/diagnostics.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afterglow-diagnostics-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('holds versions and both logs, oldest first', async () => {
  const log = join(folder, 'a.log');
  await writeFile(`${log}.old`, 'older line');
  await writeFile(log, 'newer line');
  const target = join(folder, 'out.txt');
  expect(await saveDiagnostics(target, { log, versions: { afterglow: '1.2.3', chrome: undefined } })).toEqual({
    ok: true,
    value: target,
  });
  expect(await readFile(target, 'utf8')).toBe('afterglow: 1.2.3\nchrome: unknown\n\nolder line\n\nnewer line\n');
});

it('is written without a log, and says why where it cannot be', async () => {
  const facts = { log: join(folder, 'none.log'), versions: { afterglow: '1' } };
  expect(await saveDiagnostics(join(folder, 'out.txt'), facts)).toMatchObject({ ok: true });
  const refused = await saveDiagnostics(join(folder, 'missing/out.txt'), facts);
  expect(refused).toMatchObject({ ok: false, reason: { code: 'diagnostics-unsaved' } });
});
