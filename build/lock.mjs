/**
 * `npm run lock`: takes the Node ranges of the packages out of the lock file.
 *
 * npm holds them against the Node that npm itself runs on. Here that is the wrong one: the packages run on the Node that the
 * repository brings (`node_modules/node`), and on Electron's. On an older machine `npm ci` would open with a page of
 * warnings about a Node that never runs them. npm writes the ranges again at each change of dependencies; a test then says so.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const path = fileURLToPath(new URL('../package-lock.json', import.meta.url));
const lock = JSON.parse(readFileSync(path, 'utf8'));
for (const [where, entry] of Object.entries(lock.packages)) {
  // The repository's own range stays: it is the one that the machine's Node must meet.
  if (where !== '') delete entry.engines;
}
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
