import { z } from 'zod';
import type { FromChild, Operation, Operations } from './protocol.ts';

/**
 * What the imaging process says is not believed unread: it is the one that decodes files from anywhere, and one of them may have taken
 * it over. Fields that are not named here pass, since only their type travels on; what decides something is named.
 */
const reason = z.looseObject({ code: z.string(), message: z.string() });
const reasons = z.array(reason);
const pixels = z.int().positive();
const size = { width: pixels, height: pixels };
const bytes = z.int().nonnegative();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const trouble = z.looseObject({
  side: z.enum(['original', 'output', 'data']),
  code: z.string(),
  path: z.string().optional(),
  effect: z.enum(['place', 'again', 'photo']),
  reason,
});
const local = trouble.extend({ kind: z.literal('local') });
const refused = z.looseObject({ kind: z.literal('refused'), reason });
const none = z.looseObject({ kind: z.literal('none') });

const message = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('retiring') }),
  z.object({ kind: z.literal('started'), id: z.int() }),
  z.object({ kind: z.literal('progress'), id: z.int(), fraction: z.number().min(0).max(1) }),
  z.object({ kind: z.literal('done'), id: z.int(), answer: z.unknown() }),
  z.object({ kind: z.literal('failed'), id: z.int(), reason, trouble: trouble.optional() }),
]);

const came = { extension: z.enum(['.jpg', '.png']), sha256, submittedSha256: sha256 };
const view = z.discriminatedUnion('kind', [
  z.looseObject({ kind: z.literal('written'), path: z.string(), ...size }),
  refused,
  local,
]);

const answers: Record<Operation, z.ZodType> = {
  probe: z.discriminatedUnion('kind', [
    z.looseObject({
      kind: z.literal('picture'),
      format: z.string(),
      ...size,
      bytes,
      submission: z.object(size),
      notes: reasons,
    }),
    refused,
    local,
  ]),
  photoFacts: z.discriminatedUnion('kind', [
    z.looseObject({ kind: z.literal('facts'), facts: z.looseObject({}) }),
    local,
  ]),
  placeholder: z.discriminatedUnion('kind', [
    z.looseObject({ kind: z.literal('picture'), data: z.instanceof(Uint8Array), ...size }),
    none,
    local,
  ]),
  prepare: z.discriminatedUnion('kind', [
    z.looseObject({
      kind: z.literal('prepared'),
      submission: z.looseObject({ path: z.string(), bytes, ...size, extension: z.literal('.jpg') }),
      notes: reasons,
    }),
    refused,
    local,
  ]),
  fileKeys: z.looseObject({ sha256, picture: z.string().regex(/^[0-9a-z]{64,80}$/), bytes, modifiedAt: z.number() }),
  check: z.discriminatedUnion('kind', [
    z.looseObject({ kind: z.literal('picture'), ...size, ...came, unchanged: z.boolean() }),
    z.looseObject({ kind: z.literal('unfit'), reason, ...came }),
    z.looseObject({ kind: z.literal('damaged'), reason }),
  ]),
  thumbnail: view,
  preview: view,
  fullSize: z.discriminatedUnion('kind', [
    z.looseObject({
      kind: z.literal('written'),
      format: z.enum(['jpeg', 'png', 'tiff', 'webp']),
      extension: z.string().regex(/^\.[A-Za-z]+$/),
      ...size,
      bytes,
      report: z.looseObject({}),
      notes: reasons,
    }),
    refused,
    local,
  ]),
};

/** A message of the imaging process; undefined when it is none. */
export function parseMessage(said: unknown): FromChild | undefined {
  const parsed = message.safeParse(said);
  return parsed.success ? (parsed.data as FromChild) : undefined;
}

/**
 * An answer to an operation; undefined when it is none, or names another file than it was asked to write: the queue would send that
 * one, and the window would show it.
 */
export function parseAnswer<K extends Operation>(
  operation: K,
  request: unknown,
  answer: unknown,
): Operations[K]['answer'] | undefined {
  const parsed = answers[operation].safeParse(answer);
  if (!parsed.success || !staysAt(request, parsed.data)) return undefined;
  return parsed.data as Operations[K]['answer'];
}

function staysAt(request: unknown, answer: unknown): boolean {
  const { target } = request as { readonly target?: string };
  const { path, submission, kind } = answer as { kind?: string; path?: string; submission?: { path?: string } };
  if (target === undefined) return true;
  if (kind === 'written' && path !== undefined) return path === target;
  return submission?.path === undefined || submission.path === `${target}.jpg`;
}
