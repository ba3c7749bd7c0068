import type { FolderId, PhotoPart } from '../../../electron/contract/index.ts';
import { attempt, type Attempt } from '../attempt.ts';

/** Asks for a folder's photos part by part, and gives each one to `take` until that answers false or there are no more. */
export async function fetchRest(folder: FolderId, from: number, take: (part: PhotoPart) => boolean): Promise<void> {
  let next: number | undefined = from;
  while (next !== undefined) {
    const answer: Attempt<PhotoPart> = await attempt('folder:photos', folder, next);
    if (!answer.done || !take(answer.value)) return;
    ({ next } = answer.value);
  }
}
