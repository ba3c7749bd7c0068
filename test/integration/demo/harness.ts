import { request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { ReasonError, messageOf } from '../../../electron/base/reason.ts';
import { DEMO_KEY, retouchPixels, startDemoService } from '../../../electron/demo/index.ts';
import type { DemoOptions, DemoService, RetouchPort } from '../../../electron/demo/index.ts';
import { decodeRgb, encodeRgb } from '../../../electron/imaging/codec.ts';

/** What came of one HTTP exchange: a whole answer, or a connection that broke with what had arrived until then. */
export type Exchange =
  | { readonly kind: 'answer'; readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: Buffer }
  | {
      readonly kind: 'cut';
      readonly code: string | undefined;
      readonly status: number | undefined;
      readonly received: number;
    };

export interface Sent {
  /** Settles when the answer is whole or the connection broke. */
  readonly done: Promise<Exchange>;
  /** Resolves with the number of bytes once some of the answer's body arrived. */
  readonly started: Promise<number>;
  cancel(): void;
}

interface Request {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: Buffer;
}

/** A request with nothing between the test and the socket. */
export function send(url: string, { method = 'GET', headers = {}, body }: Request = {}): Sent {
  let begun: (bytes: number) => void;
  const started = new Promise<number>((resolve) => (begun = resolve));
  let cancel = () => {};
  const done = new Promise<Exchange>((resolve) => {
    let status: number | undefined;
    let received = 0;
    const cut = (error?: Error) =>
      resolve({ kind: 'cut', code: (error as NodeJS.ErrnoException | undefined)?.code, status, received });
    const length = body ? { 'content-length': String(body.length) } : {};
    const outgoing = request(url, { method, agent: false, headers: { ...headers, ...length } }, (response) => {
      const chunks: Buffer[] = [];
      status = response.statusCode;
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        received += chunk.length;
        begun(received);
      });
      response.on('error', cut);
      response.on('end', () => {
        resolve({ kind: 'answer', status: status ?? 0, headers: response.headers, body: Buffer.concat(chunks) });
      });
    });
    cancel = () => outgoing.destroy();
    outgoing.on('error', cut);
    outgoing.end(body);
  });
  return { done, started, cancel: () => cancel() };
}

/** As {@link send}, for exchanges that are expected to be answered whole. */
export async function ask(url: string, how: Request = {}) {
  const exchange = await send(url, how).done;
  if (exchange.kind !== 'answer') throw new Error(`cut: ${exchange.code}`);
  return exchange;
}

export interface Envelope {
  readonly error_code?: number;
  readonly error_detail: { readonly code: string; readonly message: string; readonly status_code?: number };
  readonly task_id?: string;
  readonly task_status?: number;
  readonly data?: { readonly image_url?: string; readonly image?: string; readonly task_id?: string };
}

export const json = ({ body }: { readonly body: Buffer }) => JSON.parse(body.toString()) as Envelope;

export interface Part {
  readonly name: string;
  readonly fileName?: string;
  readonly type?: string;
  readonly value: Buffer | string;
}

const BOUNDARY = 'afterglow-test-boundary';

export function multipart(parts: readonly Part[]): { headers: Record<string, string>; body: Buffer } {
  const pieces = parts.flatMap(({ name, fileName, type, value }) => [
    Buffer.from(
      `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"${fileName ? `; filename="${fileName}"` : ''}\r\n` +
        `${type ? `Content-Type: ${type}\r\n` : ''}\r\n`,
    ),
    Buffer.from(value),
    Buffer.from('\r\n'),
  ]);
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
    body: Buffer.concat([...pieces, Buffer.from(`--${BOUNDARY}--\r\n`)]),
  };
}

/** A small portrait: an oval of textured skin on grey. */
export async function portrait(format: 'jpeg' | 'png' = 'jpeg', size = 96): Promise<Buffer> {
  const rgb = new Uint8Array(size * size * 3);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const inside = ((x - size / 2) / (size * 0.3)) ** 2 + ((y - size / 2) / (size * 0.4)) ** 2 < 1;
      const grain = ((x * 7 + y * 13) % 11) - 5;
      const [r, g, b] = inside ? [205 + grain, 150 + grain, 125 + grain] : [110, 110, 112];
      rgb.set([r, g, b], (y * size + x) * 3);
    }
  }
  const image = { width: size, height: size, rgb };
  return encodeRgb(image, format === 'png' ? { format } : { format, quality: 92, chroma: '4:4:4' });
}

/** The real retouch, on this thread: the pictures here are tiny. */
export const retouch: RetouchPort = async (picture, wish, format) => {
  let image;
  try {
    image = await decodeRgb(picture);
  } catch (error) {
    throw new ReasonError('FILE_DECODING_FAILURE', messageOf(error));
  }
  const { rgb, faces } = retouchPixels(image.rgb, image.width, image.height, wish);
  const encoded = format.format === 'png' ? format : ({ ...format, chroma: '4:2:0' } as const);
  return { bytes: await encodeRgb({ ...image, rgb }, encoded), contentType: `image/${format.format}`, faces };
};

const key = { 'ailabapi-api-key': DEMO_KEY };

/** A demo service with the calls a client makes. Use with `await using`: it is closed at the end of the block. */
export async function startTestService(options: Partial<DemoOptions> = {}) {
  const service: DemoService = await startDemoService({ retouch, ...options });
  const fields = (picture: Buffer, more: Record<string, string>): Part[] => [
    ...Object.entries({ task_type: 'async', ...more }).map(([name, value]) => ({ name, value })),
    { name: 'image_target', fileName: 'photo.jpg', type: 'image/jpeg', value: picture },
  ];
  const submitParts = (parts: readonly Part[], headers: Record<string, string> = key) => {
    const form = multipart(parts);
    return send(`${service.url}/api/portrait/effects/smart-beauty`, {
      method: 'POST',
      headers: { ...headers, ...form.headers },
      body: form.body,
    });
  };
  const ended = (taskId: string) =>
    service.next((event) => (event.kind === 'done' || event.kind === 'refused') && event.taskId === taskId);
  const answerOf = async (sent: Sent) => {
    const exchange = await sent.done;
    if (exchange.kind !== 'answer') throw new Error(`cut: ${exchange.code}`);
    return exchange;
  };
  return {
    ...service,
    service,
    key,
    submitParts,
    answerOf,
    ended,
    submit: (picture: Buffer, more: Record<string, string> = {}) => submitParts(fields(picture, more)),
    poll: (taskId: string, headers: Record<string, string> = key) =>
      send(`${service.url}/api/common/query-async-task-result?task_id=${taskId}`, { headers }),
    askCredits: (headers: Record<string, string> = key) => send(`${service.url}/api/common/query-credits`, { headers }),
    /** Submits and waits until the task has ended; its number. */
    async run(picture: Buffer, more: Record<string, string> = {}): Promise<string> {
      const over = service.next((event) => event.kind === 'done' || event.kind === 'refused');
      const { task_id } = json(await answerOf(submitParts(fields(picture, more))));
      if (task_id === undefined) throw new Error('not accepted');
      await over;
      return task_id;
    },
    /** Address of a finished task's result. */
    async address(taskId: string): Promise<string> {
      const url = json(
        await ask(`${service.url}/api/common/query-async-task-result?task_id=${taskId}`, { headers: key }),
      ).data?.image_url;
      if (url === undefined) throw new Error('no address');
      return url;
    },
    [Symbol.asyncDispose]: () => service.close(),
  };
}
