import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const bin = join(import.meta.dirname, '../../../electron/bin');
let root: string;

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'afterglow-start-')));
  await mkdir(join(root, 'electron/bin'), { recursive: true });
  await mkdir(join(root, 'node_modules/electron/dist'), { recursive: true });
  for (const name of ['start.mjs', 'electron-binary.mjs'])
    await copyFile(join(bin, name), join(root, 'electron/bin', name));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function put(path: string, content: string, mode = 0o644): Promise<void> {
  await mkdir(join(root, path, '..'), { recursive: true });
  await writeFile(join(root, path), content, { mode });
}

const built = () => put('out/main/main.js', '');
/** A program in Electron's place that tells its arguments. */
const program = '#!/bin/sh\necho "opened $@"\nexit 7\n';

async function start(env: NodeJS.ProcessEnv = {}) {
  const { ELECTRON_OVERRIDE_DIST_PATH: _unset, ...own } = process.env;
  const child = spawn(process.execPath, [join(root, 'electron/bin/start.mjs'), '--flag'], { env: { ...own, ...env } });
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { out, err, code: code as number };
}

describe.skipIf(process.platform === 'win32')('npm start', () => {
  it('opens the app in the installed Electron and ends as it does', async () => {
    await built();
    await put('node_modules/electron/path.txt', 'electron');
    await put('node_modules/electron/dist/electron', program, 0o755);
    expect(await start()).toEqual({ out: `opened ${root}/ --flag\n`, err: '', code: 7 });
  });

  it('takes Electron from where it is told', async () => {
    await built();
    await put('elsewhere/electron', program, 0o755);
    expect((await start({ ELECTRON_OVERRIDE_DIST_PATH: join(root, 'elsewhere') })).out).toContain('opened');
  });

  it('fetches a missing Electron with the package’s own installer', async () => {
    await built();
    await put(
      'node_modules/electron/install.js',
      `const fs = require('fs'), path = require('path');
       fs.writeFileSync(path.join(__dirname, 'dist/electron'), ${JSON.stringify(program)}, { mode: 0o755 });
       fs.writeFileSync(path.join(__dirname, 'path.txt'), 'electron');`,
    );
    const { out, err, code } = await start();
    expect([out.startsWith('opened'), code]).toEqual([true, 7]);
    expect(err).toContain('fetching it');
  });

  it('says what to do where it cannot be fetched', async () => {
    await built();
    await put('node_modules/electron/install.js', 'process.exit(1)');
    const { err, code } = await start();
    expect(code).toBe(1);
    for (const hint of ['ELECTRON_MIRROR', 'ELECTRON_OVERRIDE_DIST_PATH', 'npm run demo', 'afterglow --help'])
      expect(err).toContain(hint);
  });

  it('says so when nothing is built', async () => {
    const { err, code } = await start();
    expect([code, err.includes('npm ci')]).toEqual([2, true]);
  });
});
