import { z } from 'zod';
import type { InvokeChannel, InvokeChannels, BatchRequest, ExportOptions } from '../contract/index.ts';

/** What a channel's arguments must look like: parsed to exactly what its signature in the contract takes. */
export type PayloadSchemas = {
  readonly [C in InvokeChannel]: z.ZodType<[...Parameters<InvokeChannels[C]>]>;
};

/** Far more than any shoot holds; enough to refuse a page that has gone wild. */
const MAX_PHOTOS = 200_000;
const MAX_PATHS = 10_000;
/** Lines of the queue's list in one answer: several screens full. */
const MAX_LISTED = 500;

const id = z.string().min(1).max(256);
const ids = z.array(id).max(MAX_PHOTOS);
const path = z
  .string()
  .min(1)
  .max(32_767)
  .refine((text) => !text.includes('\0'), 'no zero character');

const exportOptions: z.ZodType<ExportOptions> = z.strictObject({
  name: z.string().min(1).max(200),
  writeMarks: z.boolean(),
  history: z.boolean().exactOptional(),
  size: z.enum(['original', 'service']),
  format: z.enum(['same', 'jpeg', 'png', 'tiff']),
  quality: z.int().min(1).max(100),
  metadata: z.enum(['all', 'no-location', 'none']),
  onConflict: z.enum(['rename', 'skip', 'overwrite']),
});

const batchRequest: z.ZodType<BatchRequest> = z
  .strictObject({
    folder: id,
    photos: ids,
    output: path.optional(),
    export: exportOptions,
    maxCredits: z.number().min(0).max(1e9).optional(),
  })
  .transform(({ output, maxCredits, ...rest }) => ({ ...rest, output, maxCredits }));

const settings = z.strictObject({
  level: z.number().min(0).max(1).exactOptional(),
  multiFace: z.boolean().exactOptional(),
});

const marks = z.strictObject({
  rating: z.int().min(0).max(5).exactOptional(),
  flag: z.enum(['none', 'pick', 'reject']).exactOptional(),
});

const level = z.number().min(0).max(1);

const preferences = z.strictObject({
  language: z.enum(['system', 'en', 'es', 'zh-CN']).exactOptional(),
  surround: z.enum(['black', 'dark', 'grey', 'light']).exactOptional(),
  keepAwake: z.boolean().exactOptional(),
  notify: z.boolean().exactOptional(),
  concurrency: z.int().min(1).max(64).or(z.undefined()).exactOptional(),
  defaultLevel: level.exactOptional(),
  openWhenDone: z.boolean().exactOptional(),
  resultsGigabytes: z.number().min(1).max(100_000).exactOptional(),
  lastExport: exportOptions.or(z.undefined()).exactOptional(),
  presets: z
    .array(z.strictObject({ name: z.string().min(1).max(200), options: exportOptions }))
    .max(100)
    .exactOptional(),
  welcomed: z.boolean().exactOptional(),
});

const nothing = z.tuple([]);

export const payloads: PayloadSchemas = {
  'app:state': nothing,
  'app:set-mode': z.tuple([z.enum(['live', 'demo'])]),
  'key:set': z.tuple([z.string().max(4096)]),
  'key:forget': nothing,
  'folder:choose': nothing,
  'folder:open': z.tuple([z.array(path).max(MAX_PATHS)]),
  'folder:open-samples': nothing,
  'folder:close': z.tuple([id]),
  'folder:current': nothing,
  'folder:photos': z.tuple([id, z.int().min(0).max(1e9)]),
  'folder:include-links': z.tuple([id]),
  'folder:set-hot': z.tuple([id, z.number().min(0).max(1e9).or(z.undefined())]),
  'folder:answer-hot': z.tuple([id, z.boolean()]),
  'photos:configure': z.tuple([ids, settings]),
  'photos:mark': z.tuple([ids, marks]),
  'photos:fade': z.tuple([ids, level]),
  'photos:visible': z.tuple([ids]),
  'photos:report': z.tuple([id]),
  'batch:estimate': z.tuple([batchRequest]),
  'batch:choose-output': z.tuple([id]),
  'batch:start': z.tuple([batchRequest]),
  'queue:state': nothing,
  'queue:pause': nothing,
  'queue:resume': nothing,
  'queue:cancel': nothing,
  'queue:retry-failed': nothing,
  'queue:list': z.tuple([
    z.enum(['all', 'working', 'undecided', 'failed', 'exported']),
    z.int().min(0),
    z.int().min(1).max(MAX_LISTED),
  ]),
  'queue:move': z.tuple([ids, z.enum(['first', 'up', 'down', 'last'])]),
  'queue:set-limit': z.tuple([z.number().min(0).max(1e9).or(z.undefined())]),
  'queue:undecided': nothing,
  'queue:decide': z.tuple([ids, z.enum(['ask-again', 'pay-again', 'drop'])]),
  'strip:start': z.tuple([z.array(id).min(1).max(3), z.array(level).min(1).max(3)]),
  'preferences:get': nothing,
  'preferences:set': z.tuple([preferences]),
  'cache:sizes': nothing,
  'cache:clear': z.tuple([z.enum(['pictures', 'results'])]),
  'spending:list': nothing,
  'spending:save': nothing,
  'diagnostics:save': nothing,
  'output:open': nothing,
  'output:reveal': z.tuple([id]),
};
