import { Socket } from 'node:net';
import { createSecureContext } from 'node:tls';
import { buildConnector } from 'undici';
import { isUntrusted, stopTrouble, WireError } from './trouble.ts';

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
}

export function createDial({ connectMs, certificates }: DialOptions): Dial {
  const own = buildConnector({ allowH2: false, timeout: connectMs });
  // Reading this computer's store of certificates holds everything up for half a second; few need it.
  let wider: buildConnector.connector | undefined;
  const widen = (): buildConnector.connector => {
    const secureContext = createSecureContext({ ca: [...certificates()] });
    return (wider = buildConnector({ allowH2: false, timeout: connectMs, secureContext }));
  };

  return (_url, options, callback) => {
    let socket: Socket | undefined;
    let ended = false;
    const attempt = (connect: buildConnector.connector, done: buildConnector.Callback): void => {
      // undici's own types say that a connector returns nothing.
      const dialed = connect(options, done) as unknown;
      if (dialed instanceof Socket) socket = dialed;
    };
    attempt(wider ?? own, (...[error, connected]) => {
      if (error === null) callback(null, connected);
      else if (wider !== undefined || ended || !isUntrusted(error)) callback(error, null);
      else attempt(widen(), callback);
    });
    return {
      hangUp() {
        ended = true;
        // An error, not a bare destroy: it makes undici's connector clear its timer.
        if (socket !== undefined && !socket.destroyed) socket.destroy(new WireError(stopTrouble('closed')));
      },
    };
  };
}
