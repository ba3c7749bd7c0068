import { join } from 'node:path';
import { Gate } from '../../integration/gate.ts';
import { expect, test } from '../launch-app.ts';
import type { RunningApp } from '../launch-app.ts';
import { startService, TEST_KEY } from '../service.ts';
import { inApp } from './app-page.ts';
import { finished, open, plainOptions, portraits } from './shoot.ts';

/** What the system says when it ends; resolves with whether the app asked it to wait. */
const ENDS: Readonly<Record<string, (app: RunningApp) => Promise<boolean>>> = {
  'the shutdown of macOS and Linux': ({ evaluateInMain }) =>
    evaluateInMain(({ powerMonitor }) => {
      let waits = false;
      powerMonitor.emit('shutdown', { preventDefault: () => (waits = true) });
      return waits;
    }),
  'the end of a session of Windows': ({ evaluateInMain }) =>
    evaluateInMain(({ BrowserWindow }) => {
      let waits = false;
      const event = { preventDefault: () => (waits = true), reasons: ['shutdown'] };
      const [window] = BrowserWindow.getAllWindows();
      window?.emit('query-session-end', event);
      window?.emit('session-end', { reasons: ['shutdown'] });
      return waits;
    }),
  'a signal of the session': ({ evaluateInMain }) => evaluateInMain(() => process.kill(process.pid, 'SIGHUP')),
  'a window that is closed': ({ evaluateInMain }) =>
    evaluateInMain(({ BrowserWindow }) => {
      setImmediate(() => BrowserWindow.getAllWindows()[0]?.close());
      return true;
    }),
};

for (const [name, end] of Object.entries(ENDS)) {
  test(`${name} finishes what is being sent`, async ({ launchApp, ownFolder }) => {
    test.skip(process.platform === 'win32' && name.includes('signal'), 'Windows has no such signal');
    test.skip(process.platform === 'darwin' && name.includes('closed'), 'an app of macOS stays without a window');
    const service = await startService();
    const gate = new Gate(service.url);
    const env = { AFTERGLOW_API: await gate.listen() };
    const folder = await portraits(join(ownFolder, 'Shoot'), 3);
    const app = await launchApp({ env });
    await open(app, folder);
    await inApp(app.page, (w, key) => w.afterglow.invoke('key:set', key), TEST_KEY);
    const begun = await inApp(
      app.page,
      async (w, options) => {
        const [shown] = await w.afterglow.invoke('folder:current');
        if (shown === undefined) throw new Error('no folder is open');
        const photos = shown.photos.map(({ id }) => id);
        const wish = { folder: shown.id, photos, output: undefined, export: options, maxCredits: undefined };
        return w.afterglow.invoke('batch:start', wish);
      },
      plainOptions,
    );
    expect(begun.ok).toBe(true);
    await gate.holds();
    expect(await end(app)).toBe(true);
    gate.release('all');
    expect(await app.exited).toBe(0);

    // The next start goes on by itself: nothing needs a decision, and nothing is paid twice.
    const again = await launchApp({ env, userData: app.userData });
    await inApp(again.page, (w, key) => w.afterglow.invoke('key:set', key), TEST_KEY);
    await open(again, folder);
    await finished(again.page, 3);
    expect(service.tasks()).toHaveLength(3);
    expect(service.ledger).toHaveLength(3);
    await again.close();
    gate.close();
    await service.close();
  });
}
