/**
 * Runs on the packed app before it is signed: fails the build when something is missing that a photographer would notice
 * only at work, or when something was packed that must not leave the workshop.
 */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** electron-builder's numbers for processors. */
const ARCHS = { 0: 'ia32', 1: 'x64', 2: 'armv7l', 3: 'arm64', 4: 'universal' };

/** @param {import('app-builder-lib').AfterPackContext} context */
export default async function afterPack({ appOutDir, arch, electronPlatformName, packager }) {
  const resources =
    electronPlatformName === 'darwin'
      ? join(appOutDir, `${packager.appInfo.productFilename}.app`, 'Contents/Resources')
      : join(appOutDir, 'resources');
  const target = `${electronPlatformName}-${ARCHS[arch]}`;
  const unpacked = join(resources, 'app.asar.unpacked');
  const needed = [
    join(resources, 'app.asar'),
    join(unpacked, 'out/samples/02-close-portrait.jpg'),
    join(unpacked, `node_modules/@img/sharp-${target}`),
    join(unpacked, `node_modules/better-sqlite3/prebuilds/${target}.node`),
  ];
  const missing = needed.filter((path) => !existsSync(path));
  if (missing.length > 0) throw new Error(`the packed app lacks:\n  ${missing.join('\n  ')}`);

  const strays = (await readdir(resources, { recursive: true })).filter((path) =>
    /(\.map|\.env|\.log|\.tsx?)$/.test(path),
  );
  if (strays.length > 0) throw new Error(`these must not be packed:\n  ${strays.join('\n  ')}`);
}
