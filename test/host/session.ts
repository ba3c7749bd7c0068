import { EventEmitter } from 'node:events';
import { strict } from './not-implemented.ts';
import { state } from './state.ts';

export type ProtocolHandler = (request: Request) => Response | Promise<Response>;

interface Privileged {
  readonly scheme: string;
  readonly privileges?: { readonly standard?: boolean };
}

const handlers = new Map<string, ProtocolHandler>();

export const protocol = strict('protocol', {
  registerSchemesAsPrivileged(schemes: readonly Privileged[]): void {
    if (state.ready) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
    for (const { scheme, privileges } of schemes) {
      if (!privileges?.standard) throw new Error(`not implemented: the scheme ${scheme} without "standard"`);
      state.schemes.add(scheme);
    }
  },
  handle(scheme: string, handler: ProtocolHandler): void {
    if (!state.schemes.has(scheme)) throw new Error(`not implemented: the scheme ${scheme}, which is not privileged`);
    if (handlers.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`);
    handlers.set(scheme, handler);
  },
  unhandle: (scheme: string): void => void handlers.delete(scheme),
  isProtocolHandled: (scheme: string): boolean => handlers.has(scheme),
});

export function protocolHandler(scheme: string): ProtocolHandler | undefined {
  return handlers.get(scheme);
}

interface BeforeRequest {
  readonly id: number;
  readonly url: string;
  readonly method: string;
  readonly resourceType: string;
}
type BeforeRequestListener = (
  details: BeforeRequest,
  callback: (answer: { cancel?: boolean; redirectURL?: string }) => void,
) => void;
type PermissionRequest = (
  contents: unknown,
  permission: string,
  callback: (granted: boolean) => void,
  details: object,
) => void;
type PermissionCheck = (contents: unknown, permission: string, origin: string, details: object) => boolean;

const guards: {
  beforeRequest: BeforeRequestListener | undefined;
  request: PermissionRequest | undefined;
  check: PermissionCheck | undefined;
} = { beforeRequest: undefined, request: undefined, check: undefined };

class Session extends EventEmitter {
  readonly protocol = protocol;
  readonly webRequest = strict('session.webRequest', {
    onBeforeRequest(first: BeforeRequestListener | { urls: string[] } | null, second?: BeforeRequestListener): void {
      if (
        first !== null &&
        typeof first !== 'function' &&
        first.urls.some((url) => url !== '<all_urls>' && url !== '*://*/*')
      ) {
        throw new Error('not implemented: session.webRequest.onBeforeRequest with a narrower filter');
      }
      guards.beforeRequest = typeof first === 'function' ? first : second;
    },
  });

  setPermissionRequestHandler(handler: PermissionRequest | null): void {
    guards.request = handler ?? undefined;
  }

  setPermissionCheckHandler(handler: PermissionCheck | null): void {
    guards.check = handler ?? undefined;
  }

  /** There is no USB, HID or serial device in a headless browser that it could be asked about. */
  setDevicePermissionHandler(handler: ((details: object) => boolean) | null): void {
    if (handler?.({}) === true) throw new Error('not implemented: granting a device');
  }

  /** A headless browser of a test is behind no proxy. */
  resolveProxy(_url: string): Promise<string> {
    return Promise.resolve('DIRECT');
  }

  setSpellCheckerEnabled(enabled: boolean): void {
    if (enabled) throw new Error('not implemented: session.setSpellCheckerEnabled(true)');
  }
}

const defaultSession = strict('session.defaultSession', new Session());
export const session = strict('session', { defaultSession });

/** Asks the app whether a request may go out. */
export function mayRequest(details: BeforeRequest): Promise<boolean> {
  const listener = guards.beforeRequest;
  if (!listener) return Promise.resolve(true);
  return new Promise((resolve) =>
    listener(details, (answer) => {
      if (answer.redirectURL !== undefined) throw new Error('not implemented: redirecting in onBeforeRequest');
      resolve(answer.cancel !== true);
    }),
  );
}

/** Asks the app for a permission, both ways that Electron asks. Without a handler Electron grants. */
export async function mayUse(contents: unknown, permission: string, origin: string): Promise<boolean> {
  if (guards.check && !guards.check(contents, permission, origin, {})) return false;
  const { request } = guards;
  if (!request) return true;
  return new Promise((resolve) => request(contents, permission, resolve, { requestingUrl: origin, isMainFrame: true }));
}
