import { Socket } from 'node:net';
import { createSecureContext } from 'node:tls';
import { buildConnector } from 'undici';
import { isLoopback } from './address.ts';
import type { Route, RouteFinder } from './proxy.ts';
import { isUntrusted, proxyTrouble, stopTrouble, WireError } from './trouble.ts';
import { openTunnel } from './tunnel.ts';

/** A connection that is being made, or was made. */
export interface Dialled {
  /** Ends it, whatever it has come to. */
  hangUp(): void;
}

/** Makes one connection for a request to `url`, and hands it to undici. */
export type Dial = (url: URL, options: buildConnector.Options, callback: buildConnector.Callback) => Dialled;

export interface DialOptions {
  /** Until a connection, with TLS, stands; milliseconds. */
  readonly connectMs: number;
  /** The certificate authorities that are trusted, PEM. Asked once, when those that Node brings were not enough. */
  readonly certificates: () => readonly string[];
  /** Never asked about this computer itself, which is no proxy's business. */
  readonly routes: RouteFinder;
}

/** Everything here happens before the first byte of a request: whatever goes wrong, nothing was sent. */
export function createDial({ connectMs, certificates, routes }: DialOptions): Dial {
  const own = buildConnector({ allowH2: false, timeout: connectMs });
  // Reading this computer's store of certificates holds everything up for half a second; few need it.
  let wider: buildConnector.connector | undefined;
  const widen = (): buildConnector.connector => {
    const secureContext = createSecureContext({ ca: [...certificates()] });
    return (wider = buildConnector({ allowH2: false, timeout: connectMs, secureContext }));
  };

  return (url, options, callback) => {
    let current: Socket | undefined;
    let ended = false;

    const attempt = (connect: buildConnector.connector, to: buildConnector.Options): Promise<Socket> =>
      new Promise((resolve, reject) => {
        // undici's own types say that a connector returns nothing.
        const dialed = connect(to, (...[error, socket]) => {
          if (error === null) resolve(socket);
          else reject(error);
        }) as unknown;
        if (dialed instanceof Socket) current = dialed;
      });

    /** Connects, over each `way` made anew, and once more where only this computer's own store knows who vouches for the other side. */
    const connectTo = async (
      to: buildConnector.Options,
      way: () => Promise<Partial<buildConnector.Options>>,
    ): Promise<Socket> => {
      const before = wider;
      try {
        return await attempt(before ?? own, { ...to, ...(await way()) });
      } catch (error) {
        if (before !== undefined || ended || !isUntrusted(error)) throw error;
        return attempt(wider ?? widen(), { ...to, ...(await way()) });
      }
    };

    const noWay = (): Promise<Partial<buildConnector.Options>> => Promise.resolve({});

    const through = async (proxy: URL): Promise<Socket> => {
      const { protocol, hostname, port, host } = proxy;
      const toProxy = { protocol, hostname: hostname.replace(/^\[|\]$/g, ''), port, host };
      return connectTo(options, async () => {
        const socket = await connectTo(toProxy, noWay).catch((error: unknown) => {
          throw ended || isUntrusted(error) ? error : new UnreachableProxy();
        });
        await openTunnel(socket, proxy, url, connectMs);
        return { httpSocket: socket };
      });
    };

    const follow = (route: Route): Promise<Socket> => {
      switch (route.kind) {
        case 'direct':
          return connectTo(options, noWay);
        case 'proxy':
          return through(route.url);
        case 'unusable':
          return Promise.reject(new WireError(proxyTrouble(route.why)));
      }
    };

    const dial = async (): Promise<Socket> => {
      const ways = isLoopback(url.hostname) ? [] : await routes(url);
      let failure: unknown;
      for (const route of ways.length === 0 ? [{ kind: 'direct' } as const] : ways) {
        if (ended) throw new WireError(stopTrouble('closed'));
        try {
          return await follow(route);
        } catch (error) {
          failure ??= error;
          // The next way is for a proxy that is not there, or is none of ours. One that says no has decided.
          if (!(error instanceof UnreachableProxy) && route.kind !== 'unusable') throw error;
        }
      }
      throw failure;
    };

    dial().then(
      (socket) => {
        if (ended) socket.destroy();
        callback(null, socket);
      },
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), null),
    );
    return {
      hangUp() {
        ended = true;
        // An error, not a bare destroy: it makes undici's connector clear its timer.
        if (current !== undefined && !current.destroyed) current.destroy(new WireError(stopTrouble('closed')));
      },
    };
  };
}

class UnreachableProxy extends WireError {
  constructor() {
    super(proxyTrouble('unreachable'));
  }
}
