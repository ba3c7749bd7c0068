import { chromium } from '@playwright/test';
import { electronBinary } from '../../electron/bin/electron-binary.mjs';
import { CHROMIUM_HELP, findChromium } from '../host/find-chromium.ts';

/** Runs once before the specs: says what they run on, or in one sentence what is missing. */
// eslint-disable-next-line no-restricted-syntax -- Playwright takes the default export
export default function whichOne(): void {
  const electron = electronBinary();
  if (electron !== undefined) {
    console.log(`End-to-end tests on real Electron (${electron})`);
    return;
  }
  const found = findChromium([chromium.executablePath()]);
  if (found === undefined) throw new Error(CHROMIUM_HELP);
  process.env['CHROMIUM_PATH'] = found;
  console.log(
    `End-to-end tests on the stand-in for Electron with ${found}, because Electron's program is not installed`,
  );
}
