import { z } from 'zod';
import { isTaskId } from './task-id.ts';
import type { SupportIds } from './types.ts';

/** A body as far as it can be judged. `page`: HTML, as a proxy's or a network's sign-in page is. */
export type Body =
  | { readonly kind: 'json'; readonly value: unknown }
  /** `text`: what came, as far as it came. */
  | { readonly kind: 'page' | 'other'; readonly text?: string };

type SourceReviver = (this: unknown, key: string, value: unknown, context?: { source?: string }) => unknown;

/** Task ids can be numbers beyond 2^53: their digits are taken from the text itself. */
const keepLongIds: SourceReviver = (key, value, context) =>
  typeof value === 'number' && (isTaskId(key) || key.endsWith('_id')) ? (context?.source ?? String(value)) : value;

/** Looking at every value of a hostile megabyte takes a second, so it is done only where such an id is. */
const LONG_ID = /_id"\s*:\s*-?\d{16}/;

/** Never throws: what is not JSON (or is nested to absurdity) is a page or something else. */
export function parseBody(bytes: Uint8Array, contentType: string | undefined): Body {
  const text = new TextDecoder().decode(bytes);
  try {
    const reviver = LONG_ID.test(text) ? (keepLongIds as Parameters<typeof JSON.parse>[1]) : undefined;
    return { kind: 'json', value: JSON.parse(text, reviver) };
  } catch {
    const page = /^\s*</.test(text) || /\b(?:text\/html|application\/xhtml)/i.test(contentType ?? '');
    return { kind: page ? 'page' : 'other', text };
  }
}

const text = z.string().optional().catch(undefined);
const label = z
  .union([z.string(), z.number()])
  .transform((value) => String(value).trim())
  .optional()
  .catch(undefined);
/** An integer, as a number or in digits. */
const whole = z
  .union([
    z.number().int(),
    z
      .string()
      .regex(/^\s*-?\d{1,9}\s*$/)
      .transform(Number),
  ])
  .optional()
  .catch(undefined);

const envelopeSchema = z.object({
  request_id: label,
  log_id: label,
  error_code: whole,
  error_code_str: text,
  error_msg: text,
  error_detail: z
    .object({ status_code: whole, code: text, code_message: text, message: text })
    .optional()
    .catch(undefined),
});

/** The vendor's envelope, old and new. Every part may be missing; what has the wrong type counts as missing. */
export interface Envelope {
  /** `error_detail.code`, or the less precise `error_code_str` of older answers, in capitals; undefined when empty. */
  readonly code: string | undefined;
  readonly errorCode: number | undefined;
  readonly detailStatus: number | undefined;
  readonly support: SupportIds | undefined;
}

const MAX_SUPPORT_ID = 128;

/** Undefined when `value` is not even a JSON object. */
export function readEnvelope(value: unknown): Envelope | undefined {
  const parsed = envelopeSchema.safeParse(value);
  if (!parsed.success) return undefined;
  const { request_id: requestId, log_id: logId, error_code: errorCode, error_detail: detail } = parsed.data;
  const exact = detail?.code?.trim().toUpperCase() ?? '';
  const older = parsed.data.error_code_str?.trim().toUpperCase() ?? '';
  const words = [parsed.data.error_msg, detail?.code_message, detail?.message].join(' ');
  const code = exact !== '' && exact !== OLD_NO_FACE ? exact : olderCode(exact === '' ? older : exact, words);
  const support: SupportIds = {
    ...(requestId ? { requestId: requestId.slice(0, MAX_SUPPORT_ID) } : {}),
    ...(logId ? { logId: logId.slice(0, MAX_SUPPORT_ID) } : {}),
  };
  return {
    code: code === undefined || code === '' ? undefined : code,
    errorCode,
    detailStatus: detail?.status_code,
    support: Object.keys(support).length === 0 ? undefined : support,
  };
}

/** The older code for several faults of a picture's content; only its words tell which. */
const OLD_NO_FACE = 'FILE_CONTENT_NON_COMPLIANCE';

function olderCode(code: string, words: string): string {
  return code === OLD_NO_FACE && /not has face|no face/i.test(words) ? 'ERROR_NO_FACE_IN_FILE' : code;
}

const record = z.record(z.string(), z.unknown());

/** The places where the generations of the API put a field: at the top, or under `data`. */
function places(value: unknown): Record<string, unknown>[] {
  const top = record.safeParse(value);
  if (!top.success) return [];
  const data = record.safeParse(top.data['data']);
  return data.success ? [data.data, top.data] : [top.data];
}

const PICTURE_FIELDS = ['image_url', 'image', 'result_url', 'result', 'images'] as const;

function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
}

/** Every text where one of the API's generations puts the picture or its address, likeliest first. */
function pictureTexts(value: unknown): string[] {
  return places(value).flatMap((place) => PICTURE_FIELDS.flatMap((field) => strings(place[field])));
}

/**
 * The picture of an inline answer: base64, perhaps as a `data:` address. Undefined when there is none.
 * @param split pictures that were taken out of the answer already, by the texts in their place
 */
export function readInlinePicture(value: unknown, split: ReadonlyMap<string, Buffer> = new Map()): Buffer | undefined {
  for (const entry of pictureTexts(value)) {
    const known = split.get(entry);
    if (known !== undefined && isPicture(known)) return known;
    const base64 = entry.replace(/^data:image\/[a-z+.-]+;base64,/i, '').replace(/\s+/g, '');
    if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) continue;
    const bytes = Buffer.from(base64, 'base64');
    if (isPicture(bytes)) return bytes;
  }
  return undefined;
}

/** JPEG, PNG, BMP or WebP by their first bytes. Whether the rest is sound, decoding tells. */
function isPicture(bytes: Buffer): boolean {
  const start = bytes.subarray(0, 12).toString('latin1');
  return (
    start.startsWith('\xff\xd8\xff') ||
    start.startsWith('\x89PNG\r\n\x1a\n') ||
    start.startsWith('BM') ||
    (start.startsWith('RIFF') && start.endsWith('WEBP'))
  );
}

/** The address of a finished picture: the first web address among the fields that may hold it. */
export function readPictureUrl(value: unknown): string | undefined {
  return pictureTexts(value)
    .find((entry) => /^https?:\/\//i.test(entry.trim()) && URL.canParse(entry.trim()))
    ?.trim();
}

/** `task_status` from either place, as a number. */
export function readTaskStatus(value: unknown): number | undefined {
  for (const place of places(value)) {
    const status = whole.parse(place['task_status']);
    if (status !== undefined) return status;
  }
  return undefined;
}

/** The pools that Smart Beauty draws on. */
const POOLS: ReadonlySet<string> = new Set(['portrait_intelligent_beautification', 'common']);

const amount = z.union([
  z.number(),
  z
    .string()
    .regex(/^\s*-?\d+(\.\d+)?\s*$/)
    .transform(Number),
]);
const poolsSchema = z.object({ data: z.array(z.unknown()) });
const poolName = z.object({ unique_sign: z.string() });
const pool = z.object({ balance: amount });

/** Usable credits; undefined when the answer does not say, or says nonsense of a pool that counts. */
export function readCredits(value: unknown): number | undefined {
  const parsed = poolsSchema.safeParse(value);
  if (!parsed.success) return undefined;
  let sum = 0;
  for (const entry of parsed.data.data) {
    const named = poolName.safeParse(entry);
    if (!named.success || !POOLS.has(named.data.unique_sign)) continue;
    const balance = pool.safeParse(entry);
    if (!balance.success) return undefined;
    sum += balance.data.balance;
  }
  // Balances are decimal fractions: without rounding, 0.1 and 0.2 make 0.30000000000000004 credits.
  return Math.round(sum * 1e6) / 1e6;
}
