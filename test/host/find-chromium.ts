import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const names =
  process.platform === 'win32'
    ? ['chrome.exe', 'chromium.exe']
    : ['chromium', 'chromium-browser', 'google-chrome', 'chrome'];

const elsewhere = [
  '/usr/bin',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

export const CHROMIUM_HELP =
  'The end-to-end tests need Electron or Chromium, and neither is installed. ' +
  'Run "node node_modules/electron/install.js", or install Chromium (Debian/Ubuntu: "apt-get install chromium"; ' +
  'elsewhere: "npx playwright install chromium"), or point CHROMIUM_PATH at one.';

/** The Chromium to test on: `CHROMIUM_PATH`, else what is on the PATH or in the usual places, else `extra`. */
export function findChromium(extra: readonly string[] = []): string | undefined {
  const chosen = process.env['CHROMIUM_PATH'];
  if (chosen) return isProgram(chosen) ? chosen : undefined;
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean);
  const candidates = [...folders, ...elsewhere].flatMap((folder) => [
    ...names.map((name) => join(folder, name)),
    folder,
  ]);
  return [...candidates, ...extra].find((path) => /chrom/i.test(path) && isProgram(path));
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
