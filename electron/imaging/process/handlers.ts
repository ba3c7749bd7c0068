import { onSide } from '../../base/system-errors.ts';
import { checkPicture } from '../check/check.ts';
import { photoFacts } from '../view/photo-facts.ts';
import { fullSize } from '../result/full-size.ts';
import { placeholder } from '../view/placeholder.ts';
import { probe } from '../open/probe.ts';
import { prepare } from '../submission/submission.ts';
import { drawView } from '../view/thumbnail.ts';
import { fileKeys } from '../../formats/picture-key/picture-key.ts';
import type { TransferHelpers } from '../transfer/helper.ts';
import type { Operation, Operations } from './protocol.ts';

/** How one operation is carried out within the imaging process. */
export type Handler<K extends Operation> = (
  request: Operations[K]['request'],
  signal: AbortSignal,
  onProgress: (fraction: number) => void,
) => Promise<Operations[K]['answer']>;

export type Handlers = { readonly [K in Operation]: Handler<K> };

/** @param helpers threads for full-size results; undefined where there is one processor only */
export const makeHandlers = (helpers: TransferHelpers | undefined): Handlers => ({
  probe: ({ path }) => probe(path),
  photoFacts: ({ path }) => photoFacts(path),
  placeholder: ({ path }) => placeholder(path),
  prepare: ({ source, target }, signal) => prepare(source, target, signal),
  fileKeys: ({ path }, signal, onProgress) => onSide('original', path, () => fileKeys(path, signal, onProgress)),
  check: ({ path, submitted }, signal) => checkPicture(path, submitted, signal),
  thumbnail: drawView,
  preview: drawView,
  fullSize: (request, signal, onProgress) => fullSize(request, signal, onProgress, helpers),
});
