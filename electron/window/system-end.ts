import { app, powerMonitor } from 'electron';

/**
 * Quits in order when the system ends: at its shutdown, a log-off, a service manager's stop, a closed terminal. Each asks the system to
 * wait where that is possible; quitting finishes what is being sent, and lets the system go on. Once the app is ready.
 */
export function quitWithSystem(log: (message: string) => void): void {
  const quit = (why: string): void => {
    log(`quitting: ${why}`);
    app.quit();
  };
  // macOS and Linux. Electron's types leave the event out that its documentation gives.
  powerMonitor.on('shutdown', (event?: Pick<Electron.Event, 'preventDefault'>) => {
    event?.preventDefault();
    quit('the system shuts down');
  });
  // Windows asks each window first, and shows what it waits for; then it tells, without asking.
  app.on('browser-window-created', (_event, window) => {
    window.on('query-session-end', (event) => {
      event.preventDefault();
      quit('the session is to end');
    });
    window.on('session-end', () => quit('the session ends'));
  });
  for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT'] as const) process.on(signal, () => quit(signal));
  // Nothing is written there but warnings of Node's own; a reader that has gone is no reason to end.
  for (const output of [process.stdout, process.stderr]) output.on('error', () => undefined);
}
