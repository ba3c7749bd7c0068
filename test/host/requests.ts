import { fromChromium, mapPolicy } from './address.ts';
import type { CdpSession, Params } from './cdp.ts';
import { mayRequest, protocolHandler } from './session.ts';
import { state } from './state.ts';

interface Paused {
  readonly requestId: string;
  readonly frameId: string;
  readonly resourceType: string;
  readonly request: {
    readonly url: string;
    readonly method: string;
    readonly headers: Record<string, string>;
    readonly postData?: string;
  };
}

/** Asked for every document request of a frame, with the app's own address: false stops it before it is sent. */
export type MayNavigate = (frameId: string, url: string) => boolean;

let lastRequest = 0;

/** Puts this process between the page and every address: custom schemes are answered here, the rest is asked about. */
export async function interceptRequests(cdp: CdpSession, mayNavigate: MayNavigate): Promise<void> {
  cdp.on('Fetch.requestPaused', (params) => {
    const paused = params as unknown as Paused;
    decide(paused, mayNavigate)
      .then((decision) => cdp.send(decision.method, { requestId: paused.requestId, ...decision.params }))
      .catch((error: unknown) => {
        // The page may have gone, or withdrawn the request, while it was answered.
        if (!/Invalid InterceptionId|Session with given id not found|Chromium is gone/.test(String(error)))
          console.error(error);
      });
  });
  await cdp.send('Fetch.enable', { patterns: [{ urlPattern: '*', requestStage: 'Request' }] });
}

interface Decision {
  readonly method: string;
  readonly params: Params;
}

const fail = (errorReason: string): Decision => ({ method: 'Fetch.failRequest', params: { errorReason } });

async function decide(paused: Paused, mayNavigate: MayNavigate): Promise<Decision> {
  const { request, resourceType, frameId } = paused;
  const url = fromChromium(request.url, state.schemes);
  if (resourceType === 'Document' && !mayNavigate(frameId, url)) return fail('Aborted');
  const details = { id: ++lastRequest, url, method: request.method, resourceType: electronType(resourceType) };
  if (!(await mayRequest(details))) return fail('BlockedByClient');
  if (url === request.url) return { method: 'Fetch.continueRequest', params: {} };
  const handler = protocolHandler(new URL(url).protocol.slice(0, -1));
  if (!handler) return fail('Failed');
  const hasBody = request.postData !== undefined && request.method !== 'GET' && request.method !== 'HEAD';
  try {
    const response = await handler(
      new Request(url, {
        method: request.method,
        headers: request.headers,
        ...(hasBody && { body: request.postData ?? '' }),
      }),
    );
    return await fulfil(response);
  } catch (error) {
    console.error(error);
    return fail('Failed');
  }
}

/** The protocol cannot stream an answer: the body is gathered first. */
async function fulfil(response: Response): Promise<Decision> {
  if (response.type === 'error') return fail('Failed');
  const body = Buffer.from(await response.arrayBuffer()).toString('base64');
  const responseHeaders = [...response.headers].map(([name, value]) => ({
    name,
    value: name.startsWith('content-security-policy') ? mapPolicy(value, state.schemes) : value,
  }));
  return { method: 'Fetch.fulfillRequest', params: { responseCode: response.status, responseHeaders, body } };
}

/** Electron's names for the protocol's resource types. */
function electronType(type: string): string {
  if (type === 'Document') return 'mainFrame';
  if (type === 'XHR' || type === 'Fetch') return 'xhr';
  const name = type.charAt(0).toLowerCase() + type.slice(1);
  return ['stylesheet', 'script', 'image', 'font', 'media', 'ping', 'webSocket'].includes(name) ? name : 'other';
}
