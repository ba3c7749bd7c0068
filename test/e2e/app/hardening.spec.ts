import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inApp } from './app-page.ts';
import { CONTENT_SECURITY_POLICY } from '../../../electron/window/headers.ts';
import { expect, test } from '../launch-app.ts';

test('the page has the bridge and nothing of Node', async ({ launchApp }) => {
  const { page } = await launchApp();
  const seen = await inApp(page, (w) => ({
    bridge: Object.keys(w.afterglow).sort(),
    node: ['require', 'process', 'module', 'Buffer', 'global', '__dirname'].filter((name) => name in w),
  }));
  expect(seen).toEqual({ bridge: ['invoke', 'on', 'pathOf'], node: [] });
});

test('the protocol sends its headers, and leads nowhere else', async ({ launchApp }) => {
  const { page } = await launchApp();
  const seen = await inApp(page, async (w) => {
    const ask = async (address: string, method = 'GET') => {
      const answer = await w.fetch(address, { method });
      return { status: answer.status, headers: Object.fromEntries(answer.headers) };
    };
    const statuses: Record<string, number> = {};
    for (const address of [
      '/../main/main.js',
      '/..%2fmain/main.js',
      '/%2e%2e/%2e%2e/package.json',
      '/package.json',
      '/thumb/none',
      '/thumb/..%2f..%2fx',
    ]) {
      statuses[address] = (await ask(address)).status;
    }
    return { start: await ask('/index.html'), post: (await ask('/index.html', 'POST')).status, statuses };
  });
  expect(seen.start).toMatchObject({
    status: 200,
    headers: {
      'content-security-policy': CONTENT_SECURITY_POLICY,
      'content-type': 'text/html; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
    },
  });
  expect(seen.post).toBe(405);
  expect(new Set(Object.values(seen.statuses))).toEqual(new Set([404]));
});

test('scripts from strings, inline scripts, frames, foreign addresses and permissions are refused', async ({
  launchApp,
}) => {
  const { page } = await launchApp();
  const seen = await inApp(page, async (w) => {
    const { document } = w;
    const violations: string[] = [];
    document.addEventListener('securitypolicyviolation', (event) => violations.push(event.effectiveDirective));
    // Everything from a timer: a debugger's own evaluation is exempt from the policy.
    const results = await new Promise<Record<string, unknown>>((resolve) => {
      w.setTimeout(() => {
        const found: Record<string, unknown> = {};
        try {
          found['eval'] = w.eval('1 + 1');
        } catch (error) {
          found['eval'] = (error as Error).name;
        }
        const script = document.createElement('script');
        script.textContent = 'window.inlineRan = true';
        document.head.append(script);
        found['inline'] = 'inlineRan' in w;
        const frame = document.createElement('iframe');
        frame.src = '/index.html';
        document.body.append(frame);
        const picture = new Image();
        picture.onerror = () => resolve(found);
        picture.src = 'https://example.invalid/pixel.png';
      }, 0);
    });
    const foreign = await w.fetch('https://example.invalid/').catch((error: unknown) => (error as Error).name);
    const permissions = ['geolocation', 'notifications', 'camera'] as PermissionName[];
    const states = await Promise.all(
      permissions.map(async (name) => (await w.navigator.permissions.query({ name })).state),
    );
    const opened = await w.navigator.mediaDevices
      .getUserMedia({ video: true })
      .catch((error: unknown) => (error as Error).name);
    return { ...results, foreign, states, opened, violations: violations.sort() };
  });
  expect(seen).toMatchObject({
    eval: 'EvalError',
    inline: false,
    foreign: 'TypeError',
    states: ['denied', 'denied', 'denied'],
    violations: ['connect-src', 'frame-src', 'img-src', 'script-src', 'script-src-elem'],
  });
  expect(['NotAllowedError', 'NotFoundError']).toContain(seen.opened);
});

test('the window stays on its page and alone', async ({ launchApp }) => {
  const { page, evaluateInMain, userData } = await launchApp();
  await inApp(page, (w) => {
    w.open('https://example.invalid/popup?secret=1');
    w.location.href = 'https://example.invalid/away?secret=2';
  });
  const log = () => readFile(join(userData, 'logs/afterglow.log'), 'utf8').catch(() => '');
  await expect.poll(log).toContain('refused to leave the app for https://example.invalid\n');
  await expect.poll(log).toContain('refused to open a window for https://example.invalid\n');
  expect(await log()).not.toContain('secret');
  await expect.poll(() => evaluateInMain(({ webContents }) => webContents.getAllWebContents().length)).toBe(1);
  expect(await inApp(page, (w) => w.afterglow.invoke('app:state').then(({ version }) => version))).toMatch(/^\d/);
});

test('questions that do not fit are refused, and never written down', async ({ launchApp }) => {
  const { page, userData } = await launchApp();
  const answers = await inApp(page, async (w) => {
    const ask = (...args: unknown[]) => {
      try {
        const invoke = w.afterglow.invoke as unknown as (...all: unknown[]) => Promise<unknown>;
        return invoke(...args).then(
          () => 'answered',
          (error: unknown) => (error as Error).message,
        );
      } catch (error) {
        return (error as Error).message;
      }
    };
    return [
      await ask('photos:configure', ['SECRET-1'], { level: 7 }),
      await ask('key:set', { toString: 'SECRET-2' }),
      await ask('folder:open', 'SECRET-3'),
      await ask('electron-store-get-data'),
      await ask('__proto__'),
    ];
  });
  const refused = /does not understand/;
  expect(answers).toEqual([
    expect.stringMatching(refused),
    expect.stringMatching(refused),
    expect.stringMatching(refused),
    'unknown channel: electron-store-get-data',
    'unknown channel: __proto__',
  ]);
  const log = await readFile(join(userData, 'logs/afterglow.log'), 'utf8');
  expect(log).toContain('refused photos:configure: 1.level too_big');
  expect(log).not.toContain('SECRET');
});

test('another window of the same program gets no answer', async ({ launchApp }) => {
  const { evaluateInMain } = await launchApp();
  const answer = await evaluateInMain(async ({ BrowserWindow, app }) => {
    const other = new BrowserWindow({
      show: false,
      webPreferences: { preload: `${app.getAppPath()}/out/preload/preload.cjs`, sandbox: true, contextIsolation: true },
    });
    await other.loadURL('app://bundle/index.html');
    const text: unknown = await other.webContents.executeJavaScript(
      "afterglow.invoke('app:state').then(() => 'answered', (error) => error.message)",
    );
    other.destroy();
    return text;
  });
  expect(answer).toMatch(/Only the app’s own window/);
});

test('the main process holds no picture library', async ({ launchApp }) => {
  const { evaluateInMain } = await launchApp();
  const libraries = await evaluateInMain(() => {
    const { sharedObjects } = process.report.getReport() as unknown as { sharedObjects: string[] };
    return sharedObjects.filter((path) => /vips|sharp/.test(path));
  });
  expect(libraries).toEqual([]);
});
