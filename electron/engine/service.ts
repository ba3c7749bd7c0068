import { randomUUID } from 'node:crypto';
import { systemClock, type Clock } from '../base/clock.ts';
import { createAilabClient, type RouteFinder } from '../ailab/index.ts';
import { DEMO_KEY, startDemoService, startRetouchWorker } from '../demo/index.ts';
import type { ServicePort } from '../queue/index.ts';

export const LIVE_API = 'https://www.ailabapi.com';

/** Id of the embedded demo service: its photos are never paid for. */
export const DEMO_ID = 'demo';

/** Whom the photos go to. */
export type ServiceChoice =
  | {
      readonly kind: 'live';
      readonly baseUrl: string;
      readonly key: () => string | undefined;
      /** The network's proxies; straight when missing. */
      readonly routes?: RouteFinder | undefined;
    }
  /** The embedded demo service: on this computer, free. `worker` is the program that retouches. */
  | { readonly kind: 'demo'; readonly worker: URL | string; readonly latencyMs?: number };

export interface ConnectedService {
  readonly port: ServicePort;
  /** For people and reports. */
  readonly name: string;
  /** True when its tasks die with this process and never cost anything. */
  readonly embedded: boolean;
  close(): Promise<void>;
}

/**
 * Connects to the live service, or starts the embedded demo.
 * @throws ReasonError when the base address is not https (or http on loopback)
 */
export async function connectService(choice: ServiceChoice, clock: Clock = systemClock): Promise<ConnectedService> {
  if (choice.kind === 'live') {
    const { baseUrl, key, routes } = choice;
    const client = createAilabClient({ baseUrl, key, ...(routes !== undefined && { routes }) });
    const port: ServicePort = { ...bound(client), id: idOf(choice.baseUrl) };
    return { port, name: choice.baseUrl, embedded: false, close: () => client.close() };
  }
  // One worker: the other core belongs to the pictures.
  const worker = startRetouchWorker(choice.worker, 1);
  const service = await startDemoService({
    retouch: worker.retouch,
    clock,
    latencyMs: choice.latencyMs ?? 150,
    // So that a key of the live service typed by mistake is refused here, and noticed.
    keys: [DEMO_KEY],
    credits: { common: 1_000_000, portrait_intelligent_beautification: 1_000_000 },
  });
  const client = createAilabClient({ baseUrl: service.url, key: () => DEMO_KEY });
  return {
    port: { ...bound(client), id: DEMO_ID },
    name: 'Demo service on this computer (not AILabTools)',
    embedded: true,
    async close() {
      await client.close();
      await service.close();
      await worker.close();
    },
  };
}

function bound(client: ReturnType<typeof createAilabClient>): Omit<ServicePort, 'id'> {
  return {
    submit: (request) => client.submit(request),
    poll: (taskId, signal) => client.poll(taskId, signal),
    download: (url, path, signal) => client.download(url, path, signal),
    credits: (signal) => client.credits(signal),
  };
}

/** A short name that can be part of a file's name: kept results of one service are no results of another. */
export function idOf(baseUrl: string): string {
  const url = new URL(baseUrl);
  if (url.origin === LIVE_API) return 'ailab';
  return `${url.protocol}${url.host}${url.pathname}`.replace(/[^A-Za-z0-9]+/g, '-').replace(/-$/, '');
}

/** A new id for a batch or a job: sorts by nothing, names nothing. */
export function newId(): string {
  return randomUUID();
}
