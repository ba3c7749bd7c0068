import type { Reason } from '../../base/reason.ts';
import type { Profile } from '../../formats/icc.ts';
import type { PictureFormat } from '../../formats/sniff.ts';

/** What a photographer should know of a picture although it can be used. */
export function notesOn(frames: number, profile: Profile, format: PictureFormat): Reason[] {
  const notes: Reason[] = [];
  if (frames > 1) {
    notes.push(
      format === 'tiff'
        ? { code: 'first-page', message: 'This file has several pages; only the first one is used.' }
        : { code: 'first-frame', message: 'This is an animation; only its first frame is used.' },
    );
  }
  if (profile.kind === 'ignored') {
    notes.push({
      code: 'profile-ignored',
      message:
        profile.why === 'junk'
          ? 'The colour profile in this file is unusable, so it is ignored and the colours are taken as sRGB.'
          : 'The colour profile in this file is for another kind of picture, so it is ignored.',
    });
  }
  return notes;
}
