import { app, session } from 'electron';
import type { WebContents } from 'electron';
import { ORIGIN } from './address.ts';

/** Shuts every door of the window but the ones the app itself uses. Before the first window is made. */
export function guardWindows(log: (message: string) => void): void {
  app.on('web-contents-created', (_event, contents) => guardContents(contents, log));
}

function guardContents(contents: WebContents, log: (message: string) => void): void {
  contents.on('will-frame-navigate', (event) => {
    log(`refused to leave the app for ${originOf(event.url)}`);
    event.preventDefault();
  });
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    log(`refused to open a window for ${originOf(url)}`);
    return { action: 'deny' };
  });
}

/** Denies every permission, device, download and foreign address to whatever runs in the window. Once the app is ready. */
export function guardSession(): void {
  const { defaultSession } = session;
  defaultSession.setPermissionRequestHandler((_contents, _permission, callback) => callback(false));
  defaultSession.setPermissionCheckHandler(() => false);
  defaultSession.setDevicePermissionHandler(() => false);
  defaultSession.on('will-download', (event) => event.preventDefault());
  defaultSession.webRequest.onBeforeRequest(({ url }, callback) => callback({ cancel: !isOurs(url) }));
}

/** `blob:` is what the page made itself; `devtools:` is the inspector of a build that is not packaged. */
function isOurs(url: string): boolean {
  return (
    url.startsWith(`${ORIGIN}/`) ||
    url.startsWith(`blob:${ORIGIN}/`) ||
    (!app.isPackaged && url.startsWith('devtools://'))
  );
}

/** Addresses may hold what a person typed or dropped; a log keeps only where they lead. */
function originOf(url: string): string {
  return URL.canParse(url) ? `${new URL(url).protocol}//${new URL(url).host}` : 'an invalid address';
}
