import type { Reason } from '../base/reason.ts';
import { localReason } from './local.ts';
import { openPicture } from './open.ts';
import type { PictureFormat } from './sniff.ts';
import { fitSize, type Size } from './submission-plan.ts';

/** What a file's header tells, for the gallery and the pre-check. */
export type Probed =
  | {
      readonly kind: 'picture';
      readonly format: PictureFormat;
      /** Upright size in pixels. */
      readonly width: number;
      readonly height: number;
      /** Length of the file. */
      readonly bytes: number;
      /** The size that would be submitted. */
      readonly submission: Size;
      readonly notes: readonly Reason[];
    }
  | { readonly kind: 'refused'; readonly reason: Reason }
  | { readonly kind: 'local'; readonly reason: Reason };

/** Reads a file's header only: damage further in is found when the submission copy is made. Never throws. */
export async function probe(path: string): Promise<Probed> {
  try {
    const opened = await openPicture(path);
    if (opened.kind === 'refused') return opened;
    const { format, upright, bytes, notes } = opened;
    return { kind: 'picture', format, ...upright, bytes, submission: fitSize(upright), notes };
  } catch (error) {
    return { kind: 'local', reason: localReason(error) };
  }
}
