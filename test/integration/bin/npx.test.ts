import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';

const repository = join(import.meta.dirname, '../../..');
const windows = process.platform === 'win32';
let root: string;

interface Manifest {
  devDependencies: Record<string, string>;
  [field: string]: unknown;
}

/** A checkout with the repository's own package.json, less what would have to be downloaded. */
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'afterglow-npx-'));
  const manifest = JSON.parse(await readFile(join(repository, 'package.json'), 'utf8')) as Manifest;
  const local = Object.entries(manifest.devDependencies).filter(([, range]) => range.startsWith('file:'));
  const checkout = {
    ...manifest,
    dependencies: {},
    optionalDependencies: {},
    devDependencies: Object.fromEntries(local),
    scripts: { prepare: `node -e "require('fs').appendFileSync('builds', 'x')"` },
  };
  const folder = join(root, 'checkout');
  await mkdir(join(folder, 'out/main'), { recursive: true });
  await writeFile(join(folder, 'package.json'), JSON.stringify(checkout));
  await writeFile(join(folder, 'out/main/cli.js'), `console.log('the command line', process.argv.slice(2).join());`);
  await cp(join(repository, 'electron/bin'), join(folder, 'electron/bin'), { recursive: true });
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function npm(program: 'npm' | 'npx', ...args: string[]): Promise<string> {
  const env = { ...process.env, npm_config_cache: join(root, 'cache'), npm_config_offline: 'true' };
  const options = { cwd: join(root, 'checkout'), env, shell: windows };
  return (await promisify(execFile)(program, args, options)).stdout;
}

/** How often the checkout was built, and what lies in npm's cache of packages that were run without being installed. */
async function traces(): Promise<{ builds: number; cached: string[] }> {
  const [builds, cached] = await Promise.allSettled([
    stat(join(root, 'checkout/builds')),
    readdir(join(root, 'cache/_npx')),
  ]);
  return {
    builds: builds.status === 'fulfilled' ? builds.value.size : 0,
    cached: cached.status === 'fulfilled' ? cached.value : [],
  };
}

it('starts from a checkout by npm’s own commands, without building it again', async () => {
  await npm('npm', 'install', '--no-audit', '--no-fund');
  expect(await traces()).toEqual({ builds: 1, cached: [] });

  expect(await npm('npx', 'afterglow', '--version')).toBe('the command line --version\n');
  expect(await npm('npm', 'exec', 'afterglow', '--', 'status')).toBe('the command line status\n');
  expect(await traces()).toEqual({ builds: 1, cached: [] });
}, 60_000);
