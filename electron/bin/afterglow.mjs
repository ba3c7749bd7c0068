#!/usr/bin/env node
/**
 * The `afterglow` command: starts the built command line on a Node that can run it. Plain JavaScript, and nothing newer
 * than Node 20, because this file is what an older Node meets first.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

/** The oldest Node that the command line runs on: Electron 45's line, with better-sqlite3 and undici 8. */
const NEEDED = [22, 19];

const program = new URL('../../out/main/cli.js', import.meta.url);

if (!existsSync(program)) stop('Afterglow is not built yet. Run "npm ci" (or "npm run build") in its folder first.');
else if (isOldNode(process.versions.node)) runOnBundledNode();
else await import(program.href);

function isOldNode(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < NEEDED[0] || (major === NEEDED[0] && minor < NEEDED[1]);
}

function runOnBundledNode() {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const bundled = fileURLToPath(new URL(`../../node_modules/node/bin/${name}`, import.meta.url));
  if (!existsSync(bundled)) {
    stop(
      `Afterglow needs Node ${NEEDED.join('.')} or newer; this is ${process.versions.node}. Run "npm ci" to get one.`,
    );
    return;
  }
  const child = spawn(bundled, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  // Ctrl+C on a terminal reaches the whole group, the child included: passing it on would make it two.
  const onTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
  const forward = (signal) => {
    if (signal !== 'SIGINT' || !onTerminal) child.kill(signal);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, forward);
  child.on('error', (error) => stop(`Afterglow could not be started: ${error.message}`));
  child.on('exit', (code, signal) => {
    for (const each of signals) process.off(each, forward);
    if (signal === null) process.exitCode = code ?? 1;
    // On Windows no process can end itself by a signal; elsewhere the parent sees the very signal that ended the work.
    else if (process.platform === 'win32') process.exitCode = 128 + (constants.signals[signal] ?? 0);
    else process.kill(process.pid, signal);
  });
}

function stop(message) {
  process.stderr.write(`${message}\n`);
  process.exitCode = 2;
}
