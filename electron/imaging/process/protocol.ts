import type { Reason } from '../../base/reason.ts';
import type { Trouble } from '../../base/system-errors.ts';
import type { Checked } from '../check/check.ts';
import type { PhotoFactsAnswer } from '../view/photo-facts.ts';
import type { FullSizeAnswer, FullSizeRequest } from '../result/full-size-types.ts';
import type { Placeholder } from '../view/placeholder.ts';
import type { Probed } from '../open/probe.ts';
import type { Prepared } from '../submission/submission.ts';
import type { View, ViewRequest } from '../view/thumbnail.ts';
import type { FileKeys } from '../../formats/picture-key/picture-key.ts';

/** What the imaging process can be asked: operation, what it needs, what it answers. Paths travel, never pixels, but for placeholders of a few KB. */
export interface Operations {
  probe: { request: { readonly path: string }; answer: Probed };
  photoFacts: { request: { readonly path: string }; answer: PhotoFactsAnswer };
  placeholder: { request: { readonly path: string }; answer: Placeholder };
  prepare: { request: { readonly source: string; readonly target: string }; answer: Prepared };
  fileKeys: { request: { readonly path: string }; answer: FileKeys };
  check: { request: { readonly path: string; readonly submitted: string }; answer: Checked };
  thumbnail: { request: ViewRequest; answer: View };
  preview: { request: ViewRequest; answer: View };
  fullSize: { request: FullSizeRequest; answer: FullSizeAnswer };
}

export type Operation = keyof Operations;

/**
 * Lower goes first: a person waits for what is visible, the queue for nothing in particular. Sizes and facts are asked of every
 * photo of a folder when it is opened: before pictures they would keep the window empty.
 */
export const PRIORITY: Record<Operation, number> = {
  placeholder: 0,
  thumbnail: 1,
  preview: 2,
  probe: 3,
  photoFacts: 3,
  fileKeys: 4,
  check: 4,
  prepare: 4,
  fullSize: 5,
};

/** Operations that only read a few KB: they need not wait until a picture has been drawn. */
export const LIGHT: ReadonlySet<Operation> = new Set<Operation>(['placeholder']);

/**
 * Longest time an operation may take once it has begun, milliseconds. Far beyond what the largest allowed picture takes on a
 * slow computer: only a decoder that hangs gets there.
 */
export const TIME_LIMIT_MS: Record<Operation, number> = {
  probe: 60_000,
  photoFacts: 60_000,
  placeholder: 60_000,
  thumbnail: 120_000,
  preview: 180_000,
  fileKeys: 45_000,
  check: 180_000,
  prepare: 300_000,
  fullSize: 1_200_000,
};

/** Operations whose limit begins anew whenever they get on: they only read, and a gigabyte over a slow network takes its time. */
export const SILENCE_LIMITED: ReadonlySet<Operation> = new Set<Operation>(['fileKeys']);

export type ToChild =
  | { readonly kind: 'run'; readonly id: number; readonly operation: Operation; readonly request: unknown }
  | { readonly kind: 'abort'; readonly id: number };

export type FromChild =
  | { readonly kind: 'ready' }
  | { readonly kind: 'started'; readonly id: number }
  | { readonly kind: 'progress'; readonly id: number; readonly fraction: number }
  | { readonly kind: 'done'; readonly id: number; readonly answer: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly reason: Reason; readonly trouble?: Trouble }
  /** Nothing is running and memory was not given back: the parent should end this process. It takes no more work. */
  | { readonly kind: 'retiring' };
