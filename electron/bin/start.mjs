/** `npm start`: opens the built app in Electron, and fetches Electron's binary first where it is missing. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { electronBinary, electronPackage } from './electron-binary.mjs';

const DOWNLOAD_SECONDS = 180;
const root = fileURLToPath(new URL('../../', import.meta.url));

process.exitCode = await start();

async function start() {
  if (!existsSync(join(root, 'out/main/main.js'))) {
    say('Afterglow is not built yet. Run "npm ci" (or "npm run build") first.');
    return 2;
  }
  const binary = electronBinary() ?? (await download());
  if (binary === undefined) return 1;
  return run(binary, [root, ...process.argv.slice(2)]);
}

/** Lets the electron package fetch its own binary. Resolves with its path; says what to do and resolves without where it can't. */
async function download() {
  const installer = join(electronPackage, 'install.js');
  if (!existsSync(installer)) {
    say('Electron is not installed. Run "npm ci" first.');
    return undefined;
  }
  say("Electron's program is not on this computer yet: fetching it (about 120 MB) …");
  const code = await run(process.execPath, [installer], AbortSignal.timeout(DOWNLOAD_SECONDS * 1000));
  const binary = code === 0 ? electronBinary() : undefined;
  if (binary === undefined) {
    say(
      [
        '',
        'Electron could not be fetched, so the window cannot open here.',
        '  * Behind a proxy or a firewall: set ELECTRON_MIRROR to a mirror that this computer reaches, and run "npm start" again.',
        '  * Or copy node_modules/electron/dist from a computer with the same system, and set ELECTRON_OVERRIDE_DIST_PATH to it.',
        'Everything else works without it: "npx afterglow --help" for the command line, "npm run demo" for a whole job on sample photos.',
      ].join('\n'),
    );
  }
  return binary;
}

/**
 * Runs a program to its end, with this terminal.
 * @param {string} program
 * @param {string[]} args
 * @param {AbortSignal} [signal]
 * @returns {Promise<number>} its exit code; 1 when it could not be started or was ended
 */
function run(program, args, signal) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: 'inherit', ...(signal && { signal }) });
    const forward = (/** @type {NodeJS.Signals} */ name) => child.kill(name);
    process.on('SIGTERM', forward);
    child.on('error', (error) => {
      say(error.name === 'AbortError' ? `No answer within ${DOWNLOAD_SECONDS} seconds.` : error.message);
      resolve(1);
    });
    child.on('exit', (code) => {
      process.off('SIGTERM', forward);
      resolve(code ?? 1);
    });
  });
}

/** @param {string} text */
function say(text) {
  process.stderr.write(`${text}\n`);
}
