import { errors } from 'undici';
import { systemCode } from '../base/reason.ts';

/** What went wrong on the way, in plain words. `offline`: there is no working connection, so no photo is to blame. */
export interface Trouble {
  readonly code: string;
  readonly message: string;
  readonly offline: boolean;
}

/** A request that ended without its whole answer. Carries no address, key or message of a lower layer. */
export class WireError extends Error {
  readonly trouble: Trouble;

  constructor(trouble: Trouble) {
    super(trouble.message);
    this.name = 'WireError';
    this.trouble = trouble;
  }
}

/** Why a call was ended from this side. */
export type StopCause = 'cancelled' | 'closed' | 'total-time';

const stops: Record<StopCause, Trouble> = {
  cancelled: { code: 'cancelled', message: 'Cancelled.', offline: false },
  closed: { code: 'closed', message: 'Afterglow was closing.', offline: false },
  'total-time': { code: 'no-answer', message: 'This took too long and was given up.', offline: false },
};

export function stopTrouble(cause: StopCause): Trouble {
  return stops[cause];
}

export const tooMuch: Trouble = {
  code: 'answer-too-large',
  message: 'The answer was far larger than it can be, and was not taken.',
  offline: false,
};

const noHost: Trouble = {
  code: 'no-such-host',
  message: "The service's address could not be found. Is this computer connected to the Internet?",
  offline: true,
};
const refused: Trouble = {
  code: 'connection-refused',
  message: 'The service did not take the connection.',
  offline: true,
};
const unreachable: Trouble = {
  code: 'unreachable',
  message: 'The service cannot be reached from this network.',
  offline: true,
};
const noConnection: Trouble = {
  code: 'connect-timeout',
  message: 'No connection to the service came about in time.',
  offline: true,
};
const notSecure: Trouble = {
  code: 'no-secure-connection',
  message:
    'No secure connection to the service was possible. Check whether this network wants you to sign in, ' +
    "and whether this computer's date is right.",
  offline: true,
};
const notTrusted: Trouble = {
  code: 'certificate-not-trusted',
  message:
    'The secure connection is vouched for by somebody whom this computer does not know. Often a company network or an ' +
    'antivirus program that looks into connections is in the way: ask whoever runs it to install its certificate on this computer.',
  offline: true,
};
const lost: Trouble = { code: 'connection-lost', message: 'The connection was lost.', offline: true };
// Waiting in vain proves no missing connection. Each call has a fresh one, so the next call tells at once.
const noAnswer: Trouble = { code: 'no-answer', message: 'The service did not answer in time.', offline: false };
const stalled: Trouble = { code: 'stalled', message: 'The answer stopped arriving half-way.', offline: false };
const truncated: Trouble = { code: 'truncated', message: 'The answer arrived incomplete.', offline: false };
const notHttp: Trouble = {
  code: 'not-http',
  message: 'What answered does not speak like a web service.',
  offline: false,
};
const unknown: Trouble = { code: 'request-failed', message: 'The request failed.', offline: false };

const byCode: Readonly<Record<string, Trouble>> = {
  ENOTFOUND: noHost,
  EAI_AGAIN: noHost,
  EAI_FAIL: noHost,
  EAI_NODATA: noHost,
  EAI_NONAME: noHost,
  ENODATA: noHost,
  ESERVFAIL: noHost,
  ECONNREFUSED: refused,
  ENETUNREACH: unreachable,
  EHOSTUNREACH: unreachable,
  ENETDOWN: unreachable,
  EHOSTDOWN: unreachable,
  ENONET: unreachable,
  EADDRNOTAVAIL: unreachable,
  EACCES: unreachable,
  EPERM: unreachable,
  ETIMEDOUT: noConnection,
  UND_ERR_CONNECT_TIMEOUT: noConnection,
  ECONNRESET: lost,
  ECONNABORTED: lost,
  ENOTCONN: lost,
  EPIPE: lost,
  UND_ERR_SOCKET: lost,
  UND_ERR_HEADERS_TIMEOUT: noAnswer,
  UND_ERR_BODY_TIMEOUT: stalled,
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: truncated,
  HPE_INVALID_EOF_STATE: truncated,
  UND_ERR_HEADERS_OVERFLOW: notHttp,
  EPROTO: notSecure,
  DEPTH_ZERO_SELF_SIGNED_CERT: notTrusted,
  SELF_SIGNED_CERT_IN_CHAIN: notTrusted,
  UNABLE_TO_GET_ISSUER_CERT: notTrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: notTrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: notTrusted,
  HOSTNAME_MISMATCH: notSecure,
  INVALID_CA: notTrusted,
};

/** The trouble behind an error that undici or the system threw. Judged by its code, never by its text. */
export function networkTrouble(error: unknown): Trouble {
  const code = systemCode(error);
  // undici gives the code of some parser errors, not of all.
  if (code === undefined) return error instanceof errors.HTTPParserError ? notHttp : unknown;
  const known = byCode[code];
  if (known !== undefined) return known;
  if (code.startsWith('HPE_')) return notHttp;
  if (/^(ERR_TLS|ERR_SSL|CERT_|CRL_)/.test(code)) return notSecure;
  return { ...unknown, message: `The request failed (${code}).` };
}

/** Nobody whom Node trusts vouches for the other side's certificate. */
export function isUntrusted(error: unknown): boolean {
  return byCode[systemCode(error) ?? ''] === notTrusted;
}

/** What is in the way when a proxy is: an HTTP status of its own, or what else went wrong. Nothing of the request has left then. */
export function proxyTrouble(
  cause: number | 'unreachable' | 'silent' | 'closed' | 'no-proxy' | 'socks' | 'unreadable',
): Trouble {
  const { code, message } = proxyWords(cause);
  return { code, message, offline: true };
}

function proxyWords(cause: Parameters<typeof proxyTrouble>[0]): { code: string; message: string } {
  switch (cause) {
    case 407:
      return {
        code: 'proxy-sign-in',
        message:
          'The proxy of this network wants a name and a password, or does not accept the ones it was given. They can be set in ' +
          'HTTPS_PROXY (http://name:password@proxy:port). Nothing was sent.',
      };
    case 'unreachable':
      return {
        code: 'proxy-unreachable',
        message:
          'The proxy that is set on this computer (in its network settings or in HTTPS_PROXY) could not be reached. Nothing was sent.',
      };
    case 'silent':
    case 'closed':
    case 'no-proxy':
      return {
        code: 'proxy-no-answer',
        message:
          'The proxy that is set on this computer (in its network settings or in HTTPS_PROXY) gave no proper answer. Nothing was sent.',
      };
    case 'socks':
      return {
        code: 'proxy-socks',
        message:
          'This computer is set to use a SOCKS proxy, which Afterglow cannot use. Set an HTTP proxy, or name the host in NO_PROXY. ' +
          'Nothing was sent.',
      };
    case 'unreadable':
      return {
        code: 'proxy-unreadable',
        message:
          'The proxy that is set on this computer cannot be understood. HTTPS_PROXY looks like http://proxy:3128. Nothing was sent.',
      };
    default:
      return {
        code: 'proxy-refused',
        message: `The proxy of this network did not let the connection through (its answer was ${cause}). Nothing was sent.`,
      };
  }
}
