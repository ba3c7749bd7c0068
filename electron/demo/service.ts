import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock } from '../base/clock.ts';
import { createApiServer } from './api-server.ts';
import { openFaultBook } from './fault-plan.ts';
import { openPurse } from './purse.ts';
import { openResultFiles } from './result-files.ts';
import { createResultServer } from './result-server.ts';
import { RESULT_LIFE_MS, openTaskBook } from './task-book.ts';
import type { DemoEvent, DemoOptions, DemoService, LedgerEntry, Violation } from './types.ts';

/** A key that looks like one, for programs that insist on it. It opens nothing anywhere else. */
export const DEMO_KEY = 'afterglow-demo-key';

/** Only this computer can reach the demo. */
const LOOPBACK = '127.0.0.1';
const PLENTY = { common: 100_000, portrait_intelligent_beautification: 100_000 };
const DEFAULT_QUALITY = 90;

/** Starts the demo service on loopback. Rejects when the port is taken, and throws a ReasonError when the fault plan makes no sense. */
export async function startDemoService(options: DemoOptions): Promise<DemoService> {
  const clock = options.clock ?? systemClock;
  const ledger: LedgerEntry[] = [];
  const violations: Violation[] = [];
  const listeners = new Set<(event: DemoEvent) => void>();
  const tell = (event: DemoEvent) => {
    for (const listener of [...listeners]) listener(event);
  };
  const violate = (rule: Violation['rule'], detail: string) => {
    const violation = { rule, detail, at: clock.now() };
    violations.push(violation);
    tell({ kind: 'violation', violation });
  };
  const faults = openFaultBook(options.faults ?? [], (name) => tell({ kind: 'fault', name }));
  const purse = openPurse(options.credits ?? PLENTY);
  const files = openResultFiles();
  const tasks = openTaskBook({
    clock,
    retouch: options.retouch,
    format:
      options.resultFormat === 'png'
        ? { format: 'png' }
        : { format: 'jpeg', quality: options.jpegQuality ?? DEFAULT_QUALITY },
    strictFaces: options.strictFaces ?? false,
    purse,
    files,
    ledger,
    queuedMs: options.queuedMs ?? 0,
    latencyMs: latencies(options),
    tell,
  });
  const results = createResultServer({
    clock,
    faults,
    addressMs: options.addressMs ?? RESULT_LIFE_MS,
    async read(taskId) {
      const task = tasks.find(taskId);
      if (task === 'unknown' || task === 'expired' || task.state.kind !== 'done') return undefined;
      return { bytes: await files.get(taskId), contentType: task.state.contentType };
    },
    violate,
    tell,
  });
  const api = createApiServer({
    clock,
    style: options.answerStyle ?? 'new',
    keys: options.keys,
    concurrencyLimit: options.concurrencyLimit ?? Infinity,
    tasks,
    purse,
    faults,
    addressOf: (taskId) => `${resultUrl}${results.issue(taskId)}`,
    resultOf: (taskId) => files.get(taskId),
    violate,
    tell,
  });

  const apiPort = await listen(api, options.port ?? 0);
  let resultPort: number;
  try {
    resultPort = await listen(results.server, 0);
  } catch (error) {
    await shut(api);
    throw error;
  }
  const resultUrl = `http://${LOOPBACK}:${resultPort}`;

  const on = (listener: (event: DemoEvent) => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  return {
    url: `http://${LOOPBACK}:${apiPort}`,
    resultUrl,
    ledger,
    violations,
    tasks: () => tasks.views(),
    credits: () => purse.balance(),
    setCredits: (credits) => purse.set(credits),
    setFaults(plan) {
      faults.set(plan);
      // A kept connection would slip past a fault that strikes on new ones.
      api.closeIdleConnections();
      results.server.closeIdleConnections();
    },
    async setOnline(online) {
      if (online === api.listening) return;
      if (online) await Promise.all([listen(api, apiPort), listen(results.server, resultPort)]);
      else await Promise.all([shut(api), shut(results.server)]);
    },
    on,
    next: (fits) =>
      new Promise((resolve) => {
        const stop = on((event) => {
          if (!fits(event)) return;
          stop();
          resolve(event);
        });
      }),
    async close() {
      await Promise.all([shut(api), shut(results.server), tasks.close()]);
    },
  };
}

async function listen(server: Server, port: number): Promise<number> {
  server.listen({ host: LOOPBACK, port });
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function shut(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

/** Latencies between the wanted bounds, the same ones for the same seed (mulberry32, public domain, by Tommy Ettinger). */
function latencies({ latencyMs = 0, seed = 1 }: DemoOptions): () => number {
  if (typeof latencyMs === 'number') return () => latencyMs;
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return latencyMs.min + (((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * (latencyMs.max - latencyMs.min);
  };
}
