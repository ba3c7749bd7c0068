import { checkBaseUrl, isLoopback, withoutSlash } from './address.ts';
import { credits, poll, reachable } from './ask.ts';
import { download } from './download.ts';
import { Line } from './line.ts';
import { environmentRoutes, scriptRoutes } from './proxy.ts';
import type { RouteFinder } from './proxy.ts';
import { defaultTimeouts } from './room.ts';
import type { Room } from './room.ts';
import { submit } from './submit.ts';
import { trustedCertificates } from './trust.ts';
import type { AilabClient, AilabOptions } from './types.ts';
import { createDial } from './dial.ts';
import { createWire } from './wire.ts';

export { checkBaseUrl, environmentRoutes, scriptRoutes, withoutSlash };
export type { RouteFinder };
export type * from './types.ts';

const straight: RouteFinder = () => Promise.resolve([]);

const MIB = 1024 * 1024;

/**
 * A client of the AILabTools Smart Beauty API. Throws a ReasonError (`bad-service-address`) for a base address that is
 * not `https:`, unless it is `http:` on this computer. No traffic until the first call.
 */
export function createAilabClient(options: AilabOptions): AilabClient {
  const base = checkBaseUrl(options.baseUrl);
  const { totalMs, ...times } = options.timeouts ?? {};
  const patience = { ...defaultTimeouts, ...times };
  const wire = createWire(
    patience,
    createDial({
      connectMs: patience.connectMs,
      certificates: options.certificates ?? trustedCertificates,
      routes: options.routes ?? straight,
    }),
  );
  const room: Room = {
    wire,
    line: new Line(patience.slowestBytesPerSecond),
    headersMs: patience.headersMs,
    base,
    local: isLoopback(base.hostname),
    key: options.key,
    totalMs: { ...defaultTimeouts.totalMs, ...totalMs },
    maxResultBytes: options.maxResultBytes ?? 64 * MIB,
    maxJsonBytes: options.maxJsonBytes ?? MIB,
  };
  return Object.freeze({
    id: withoutSlash(base),
    submit: (request) => submit(room, request),
    poll: (taskId, signal) => poll(room, taskId, signal),
    download: (url, path, signal) => download(room, url, path, signal),
    credits: (signal) => credits(room, signal),
    reachable: (signal) => reachable(room, signal),
    close: () => wire.close(),
  } satisfies AilabClient);
}
