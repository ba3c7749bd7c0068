import type { FolderId } from '../../../electron/contract/index.ts';
import { attempt } from '../attempt.ts';
import { notifyReason } from '../notices.ts';
import { activate, hideFolder, patchFolder, showFolder, useLibrary } from './library.ts';
import { useView, openDialog } from '../view.ts';

/** What people do with the tabs. */

/** Shows the folders that are open in the main process: after the window was loaded anew. */
export async function restoreFolders(): Promise<void> {
  const answer = await attempt('folder:current');
  if (!answer.done) return;
  for (const view of answer.value) showFolder(view);
  const first = answer.value[0];
  if (first !== undefined) activate(first.id);
}

export async function closeTab(id: FolderId): Promise<void> {
  const answer = await attempt('folder:close', id);
  if (!answer.done) return;
  hideFolder(id);
  if (useLibrary.getState().folder === undefined) useView.setState({ screen: 'grid', original: false });
}

/** The tab to the right (1) or left (-1), round and round. */
export function stepTab(by: 1 | -1): void {
  const { folders, folder } = useLibrary.getState();
  const at = folders.findIndex(({ id }) => id === folder?.id);
  const next = folders[(at + by + folders.length) % folders.length];
  if (next !== undefined) activate(next.id);
}

/** Switching it off is done at once; switching it on is asked about first, because it spends credits from then on. */
export function toggleHot(): void {
  const { folder } = useLibrary.getState();
  if (folder === undefined) return;
  if (folder.hot !== undefined) void setHot(folder.id, undefined);
  else openDialog('hot');
}

/** @param creditsPerDay what the folder's new photos may cost in a day; undefined: they are no longer retouched by themselves */
export async function setHot(id: FolderId, creditsPerDay: number | undefined): Promise<void> {
  const answer = await attempt('folder:set-hot', id, creditsPerDay);
  if (!answer.done) return;
  if (answer.value.ok) patchFolder(id, { hot: answer.value.value });
  else notifyReason(answer.value.reason);
}

/** Takes in the photos behind links that lead out of a folder. Says whether that was done; a refusal is shown. */
export async function includeLinks(id: FolderId): Promise<boolean> {
  const answer = await attempt('folder:include-links', id);
  if (!answer.done) return false;
  if (!answer.value.ok) notifyReason(answer.value.reason);
  return answer.value.ok;
}
