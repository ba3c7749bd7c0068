import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DEFAULT_EXPORT, FAULTS, parseFault, startDemoService, startRetouchWorker } from '../engine/index.ts';
import type { DemoCommand, ServiceCommand } from './command.ts';
import type { ExitCode } from './exit-code.ts';
import { retouch } from './retouch.ts';
import type { World } from './world.ts';

/** `afterglow demo`: the whole job on the bundled photos, without key or cost. */
export async function demo(command: DemoCommand, world: World): Promise<ExitCode> {
  // A queue of its own, so that it works while the app is open and does the whole job every time.
  const own = command.dataDir === undefined ? await mkdtemp(join(tmpdir(), 'afterglow-demo-')) : undefined;
  try {
    return await retouch(
      {
        command: 'retouch',
        inputs: [world.samples],
        recursive: true,
        followLinks: false,
        out: resolve(command.out ?? 'afterglow-demo'),
        level: 0.7,
        levelsFile: undefined,
        allowUnmatched: false,
        multiFace: true,
        settings: { ...DEFAULT_EXPORT, onConflict: 'overwrite' },
        service: { kind: 'demo' },
        dataDir: command.dataDir ?? own,
        maxCredits: undefined,
        concurrency: undefined,
        pollIntervalMs: 200,
        offlineWaitMs: 60_000,
        json: command.json,
        yes: true,
      },
      world,
    );
  } finally {
    if (own !== undefined) await rm(own, { recursive: true, force: true });
  }
}

/** `afterglow service`: the demo service alone, until Ctrl+C. */
export async function service(command: ServiceCommand, world: World): Promise<ExitCode> {
  const faults = command.faults.map((text) => parseFault(text));
  const worker = startRetouchWorker(world.demoWorker, 1);
  const running = await startDemoService({
    retouch: worker.retouch,
    port: command.port,
    clock: world.clock,
    faults,
    ...(command.latencyMs !== undefined && { latencyMs: command.latencyMs }),
  });
  const { url } = running;
  world.stdout.write(
    command.json
      ? `${JSON.stringify({ event: 'service', url })}\n`
      : `The demo service (not AILabTools) answers at ${url}. Ctrl+C ends it.\n` +
          `Known faults: ${FAULTS.map((fault) => fault.name).join(', ')}\n`,
  );
  if (command.json) {
    running.on((event) => void world.stdout.write(`${JSON.stringify({ event: 'demo', ...summary(event) })}\n`));
  }
  await new Promise<void>((done) => {
    const off = world.onStop(() => {
      off();
      done();
    });
  });
  const billed = running.ledger.length;
  await running.close();
  await worker.close();
  if (!command.json) world.stdout.write(`${billed} pictures were retouched.\n`);
  return 0;
}

function summary(event: { readonly kind: string } & Record<string, unknown>): Record<string, unknown> {
  const { kind, ...rest } = event;
  return { what: kind, ...rest };
}
