import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import electron, { BrowserWindow, app, ipcMain, protocol, session, utilityProcess } from 'electron';

const here = import.meta.dirname;
const events = [`module evaluated, ready: ${app.isReady()}`];
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' app: blob:; connect-src 'self'";

// What specs look at through evaluateInMain.
globalThis.fixture = {
  events,
  sameModule: createRequire(import.meta.url)('electron').app === app && electron.app === app,
  sends: [],
};

protocol.registerSchemesAsPrivileged([
  { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
]);

const types = { html: 'text/html', css: 'text/css', js: 'text/javascript' };

function serve(request) {
  const { pathname, host } = new URL(request.url);
  if (host !== 'bundle') return new Response('', { status: 404 });
  if (pathname === '/picture') {
    const red =
      '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><rect width="40" height="30" fill="red"/></svg>';
    const chunks = [red.slice(0, 20), red.slice(20)];
    const body = new ReadableStream({
      pull(controller) {
        const chunk = chunks.shift();
        if (chunk === undefined) controller.close();
        else controller.enqueue(new TextEncoder().encode(chunk));
      },
    });
    return new Response(body, { headers: { 'content-type': 'image/svg+xml' } });
  }
  if (pathname === '/boom') throw new Error('the handler failed');
  if (pathname === '/echo') return new Response(`${request.method} ${request.url}`);
  const name = pathname.slice(1);
  if (!/^page\.(html|css|js)$/.test(name)) return new Response('missing', { status: 404 });
  return new Response(readFileSync(join(here, name)), {
    headers: { 'content-type': types[name.split('.')[1]], 'content-security-policy': policy },
  });
}

ipcMain.handle('echo', (_event, ...args) => args);
ipcMain.handle('where', ({ senderFrame, sender }) => ({
  url: senderFrame.url,
  origin: senderFrame.origin,
  isMain: senderFrame === sender.mainFrame,
  parent: senderFrame.parent,
}));
ipcMain.handle('fail', () => {
  throw new TypeError('refused');
});
ipcMain.on('note', (_event, text) => fixture.sends.push(text));

app.on('web-contents-created', (_event, contents) => {
  contents.on('will-navigate', (event, url) => {
    events.push(`will-navigate ${url}`);
    event.preventDefault();
  });
  contents.setWindowOpenHandler(({ url }) => {
    events.push(`window.open ${url}`);
    return { action: 'deny' };
  });
});
for (const name of ['before-quit', 'will-quit', 'quit', 'window-all-closed', 'second-instance'])
  app.on(name, () => events.push(name));

fixture.utility = () =>
  new Promise((resolve) => {
    const child = utilityProcess.fork(join(here, 'utility.js'), ['an argument'], { serviceName: 'fixture' });
    child.on('message', (message) => {
      child.postMessage('end');
      child.once('exit', (code) => resolve({ message, code }));
    });
    child.postMessage({ bytes: new Uint8Array([1, 2, 3]) });
  });

if (process.argv.includes('--single') && !app.requestSingleInstanceLock()) app.exit(9);

app.whenReady().then(async () => {
  events.push('ready');
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, callback) => callback(false));
  session.defaultSession.setPermissionCheckHandler(() => false);
  session.defaultSession.webRequest.onBeforeRequest((details, callback) => {
    const cancel = !details.url.startsWith('app://bundle/');
    if (cancel) events.push(`cancelled ${details.url}`);
    callback({ cancel });
  });
  protocol.handle('app', serve);
  const window = new BrowserWindow({
    width: 900,
    height: 700,
    show: false,
    webPreferences: { preload: join(here, 'preload.cjs'), sandbox: true, contextIsolation: true },
  });
  window.once('ready-to-show', () => window.show());
  await window.loadURL('app://bundle/page.html');
});
