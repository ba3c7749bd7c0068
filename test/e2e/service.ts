import { join } from 'node:path';
import { startDemoService, startRetouchWorker } from '../../electron/demo/index.ts';
import type { DemoOptions, DemoService } from '../../electron/demo/index.ts';

/** The key that the service of a test accepts. */
export const TEST_KEY = 'Test-Key-0123456789-WXYZ';

export interface RunningService extends DemoService {
  /** What an app is started with to pay this service instead of the live one. */
  readonly env: Readonly<Record<string, string>>;
}

/** A service like the live one on loopback, with the real retouch: the app in its paid mode takes it for AILabTools. */
export async function startService(options: Partial<DemoOptions> = {}): Promise<RunningService> {
  const worker = startRetouchWorker(join(import.meta.dirname, '../../out/main/demo-worker.js'), 1);
  const service = await startDemoService({ retouch: worker.retouch, keys: [TEST_KEY], latencyMs: 50, ...options });
  return {
    ...service,
    env: { AFTERGLOW_API: service.url },
    async close() {
      await service.close();
      await worker.close();
    },
  };
}
