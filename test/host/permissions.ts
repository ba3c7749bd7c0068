import { mayUse } from './session.ts';
import { browser } from './state.ts';

/** Electron's name of a permission -> the protocol's names of what a page can ask for under it. */
const permissions: Readonly<Record<string, readonly string[]>> = {
  'clipboard-read': ['clipboard-read'],
  'clipboard-sanitized-write': ['clipboard-write'],
  geolocation: ['geolocation'],
  'idle-detection': ['idle-detection'],
  media: ['camera', 'microphone'],
  midi: ['midi'],
  notifications: ['notifications'],
  'persistent-storage': ['persistent-storage'],
  'window-management': ['window-management'],
};

/**
 * Electron asks the app when the page asks; Chromium can only be told beforehand. So the app is asked for each
 * permission before a page is loaded, and its answers are set for the page's origin.
 */
export async function grantPermissions(contents: unknown, origin: string, appOrigin: string): Promise<void> {
  if (!origin.startsWith('https:')) return;
  const { connection } = browser();
  for (const [permission, names] of Object.entries(permissions)) {
    const setting = (await mayUse(contents, permission, appOrigin)) ? 'granted' : 'denied';
    for (const name of names) {
      await connection.browser.send('Browser.setPermission', { permission: { name }, setting, origin });
    }
  }
}
