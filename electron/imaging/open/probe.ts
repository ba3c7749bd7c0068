import type { Reason } from '../../base/reason.ts';
import { localAnswer, troubleOf, type LocalAnswer } from '../../base/system-errors.ts';
import { openPicture } from './open.ts';
import { turnsSideways } from '../../formats/orientation.ts';
import type { Size } from '../../formats/turned-rect.ts';
import { RAW_REFUSED } from './raw-open.ts';
import { rawPreview } from '../../formats/raw/raw-preview.ts';
import type { PictureFormat } from '../../formats/sniff.ts';
import { fitSize } from '../submission/submission-plan.ts';

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
  | {
      readonly kind: 'refused';
      readonly reason: Reason;
      /** Upright size of a RAW file's own preview: it can be shown, not retouched. */
      readonly preview?: Size;
    }
  | LocalAnswer;

/** Reads a file's header only: damage further in is found when the submission copy is made. Never throws. */
export async function probe(path: string): Promise<Probed> {
  try {
    const opened = await openPicture(path);
    if (opened.kind === 'refused')
      return opened.reason.code === RAW_REFUSED ? { ...opened, ...(await previewOf(path)) } : opened;
    const { format, upright, bytes, notes } = opened;
    return { kind: 'picture', format, ...upright, bytes, submission: fitSize(upright), notes };
  } catch (error) {
    return localAnswer(troubleOf(error, 'original', path));
  }
}

async function previewOf(path: string): Promise<{ readonly preview?: Size }> {
  const found = await rawPreview(path);
  if (found === undefined) return {};
  const { width, height, orientation } = found;
  return { preview: turnsSideways(orientation) ? { width: height, height: width } : { width, height } };
}
