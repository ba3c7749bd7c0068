import type { Reason } from '../base/reason.ts';

/** A file that becomes a photo. Whether it can be used is the pre-check's answer, not the scan's. */
export interface FoundFile {
  /** Absolute, with every symbolic link resolved. */
  readonly path: string;
  /** The folder it was found under, absolute and real; for a file that was named itself, the folder it lies in. */
  readonly root: string;
  /** Path below `root`, with `/`. Names are as the system gave them, not normalised. */
  readonly relativePath: string;
  readonly bytes: number;
  /** Unix milliseconds. */
  readonly modifiedAt: number;
}

/**
 * A file or folder that was passed over. Codes: `hidden`, `system-file`, `bundle`, `program-cache`, `backup-copy`, `unfinished`, `not-a-picture`, `own-output`, `subfolder`,
 * `duplicate`, `loop`, `link-out`, `special-file`, and `unreadable` and `bad-name`, which may have cost the photographer a photo.
 */
export interface SkippedFile {
  readonly path: string;
  readonly root: string;
  readonly relativePath: string;
  readonly reason: Reason;
}
