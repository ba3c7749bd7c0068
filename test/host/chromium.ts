import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { CdpConnection } from './cdp.ts';

export interface Chromium {
  readonly connection: CdpConnection;
  /** Where a second client (Playwright) attaches: `ws://127.0.0.1:…`. */
  readonly endpoint: string;
  close(): Promise<void>;
}

const flags = [
  '--headless=new',
  '--no-startup-window',
  '--no-first-run',
  '--no-default-browser-check',
  '--no-proxy-server',
  '--disable-background-networking',
  '--disable-breakpad',
  '--disable-client-side-phishing-detection',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-dev-shm-usage',
  '--disable-domain-reliability',
  '--disable-extensions',
  '--disable-features=OptimizationHints,MediaRouter,Translate,HttpsUpgrades',
  '--disable-popup-blocking',
  '--disable-renderer-backgrounding',
  '--disable-sync',
  '--force-color-profile=srgb',
  '--hide-scrollbars',
  '--metrics-recording-only',
  '--mute-audio',
  '--password-store=basic',
  '--use-mock-keychain',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
  '--remote-debugging-pipe',
  '--remote-debugging-port=0',
];

/** Starts Chromium on a profile folder of its own. Rejects with what Chromium printed when it ends before it listens. */
export async function startChromium(executable: string, profile: string): Promise<Chromium> {
  mkdirSync(profile, { recursive: true });
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const child = spawn(executable, [...flags, ...asRoot, `--user-data-dir=${profile}`], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const endpoint = await listening(child);
  const connection = new CdpConnection(child.stdio[3] as Writable, child.stdio[4] as Readable);
  return {
    connection,
    endpoint,
    async close() {
      await connection.browser.send('Browser.close').catch(() => child.kill('SIGKILL'));
      await ended;
    },
  };
}

function listening(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const printed: string[] = [];
    const lines = createInterface({ input: child.stderr as Readable });
    lines.on('line', (line) => {
      const address = /^DevTools listening on (ws:\S+)/.exec(line)?.[1];
      if (address !== undefined) resolve(address);
      else printed.push(line);
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`Chromium ended (code ${code}) at once:\n${printed.join('\n')}`)));
  });
}
