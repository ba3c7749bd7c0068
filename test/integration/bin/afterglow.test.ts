import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const launcher = join(import.meta.dirname, '../../../electron/bin/afterglow.mjs');
/** Makes the running Node look like an older one, to the launcher only: its child is started without this. */
const older =
  'data:text/javascript,Object.defineProperty(process,"versions",{value:{...process.versions,node:"20.11.0"}})';
let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'afterglow-bin-'));
  await mkdir(join(root, 'electron/bin'), { recursive: true });
  await copyFile(launcher, join(root, 'electron/bin/afterglow.mjs'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function build(program: string): Promise<void> {
  await mkdir(join(root, 'out/main'), { recursive: true });
  await writeFile(join(root, 'package.json'), '{"type":"module"}');
  await writeFile(join(root, 'out/main/cli.js'), program);
}

async function bundleNode(): Promise<void> {
  await mkdir(join(root, 'node_modules/node/bin'), { recursive: true });
  await symlink(
    process.execPath,
    join(root, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node'),
  );
}

function start(args: string[], { asOlder = false } = {}) {
  const flags = asOlder ? ['--import', older] : [];
  return spawn(process.execPath, [...flags, join(root, 'electron/bin/afterglow.mjs'), ...args], { stdio: 'pipe' });
}

async function run(args: string[], options = {}) {
  const child = start(args, options);
  child.stdin.end('from stdin');
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { out, err, code: code as number };
}

describe('the afterglow command', () => {
  it('says what to do when nothing is built', async () => {
    const { code, err } = await run(['--help']);
    expect(code).toBe(2);
    expect(err).toContain('npm ci');
    expect(err).not.toContain('at ');
  });

  it.each([false, true])('hands over arguments, input and exit code (older Node: %s)', async (asOlder) => {
    await bundleNode();
    await build(`
      let given = '';
      for await (const chunk of process.stdin) given += chunk;
      console.log(JSON.stringify([process.argv.slice(2), given, process.versions.node === '20.11.0']));
      process.exitCode = 5;
    `);
    const { out, err, code } = await run(['retouch', 'a folder', '--level=0.3'], { asOlder });
    expect(err).toBe('');
    expect(JSON.parse(out)).toEqual([['retouch', 'a folder', '--level=0.3'], 'from stdin', false]);
    expect(code).toBe(5);
  });

  it('says which Node it needs when it finds none', async () => {
    await build('console.log("never")');
    const { out, err, code } = await run([], { asOlder: true });
    expect([out, code]).toEqual(['', 2]);
    expect(err).toContain('needs Node 22.19');
  });

  it.skipIf(process.platform === 'win32')('passes signals on, and ends as its child ended', async () => {
    await bundleNode();
    await build(`
      process.on('SIGTERM', () => { console.log('stopping'); process.removeAllListeners(); process.kill(process.pid, 'SIGTERM'); });
      setInterval(() => {}, 1000);
      console.log('ready');
    `);
    const child = start([], { asOlder: true });
    child.stdout.once('data', () => child.kill('SIGTERM'));
    const [out, [code, signal]] = await Promise.all([text(child.stdout), once(child, 'close')]);
    expect(out).toContain('stopping');
    expect([code, signal]).toEqual([null, 'SIGTERM']);
  });
});
