import type { FolderView, Outcome, PhotoId, RetouchSettings, ServiceMode } from '../../electron/contract/index.ts';
import { i18n } from '../i18n/index.ts';
import { showApp, useSession } from './app.ts';
import { accepted, attempt, type Attempt } from './attempt.ts';
import { hideFolder, patchPhotos, showFolder, targets, useLibrary } from './library.ts';
import { confirmBriefly } from './notices.ts';
import { openDialog, showScreen } from './view.ts';

/** What people can do from several places of the window: menus, keys, buttons. */

export async function chooseFolder(): Promise<void> {
  show(await attempt('folder:choose'));
}

export async function openPaths(paths: readonly string[]): Promise<void> {
  show(await attempt('folder:open', paths));
}

export async function openSamples(): Promise<void> {
  show(await attempt('folder:open-samples'));
}

export async function closeFolder(): Promise<void> {
  const { folder } = useLibrary.getState();
  if (folder === undefined) return;
  const answer = await attempt('folder:close', folder.id);
  if (!answer.done) return;
  hideFolder();
  showScreen('grid');
}

export async function setMode(mode: ServiceMode): Promise<void> {
  const answer = await attempt('app:set-mode', mode);
  if (answer.done) showApp(answer.value);
}

/** Paid work needs a key first; the demo needs none. */
export function startExport(): void {
  const { app } = useSession.getState();
  if (useLibrary.getState().folder === undefined) return;
  openDialog(app?.mode === 'live' && app.key.kind === 'none' ? 'key' : 'export');
}

export async function retryFailed(): Promise<void> {
  const answer = await attempt('queue:retry-failed');
  if (answer.done) confirmBriefly(i18n.t('queue.retried', { count: answer.value }));
}

export async function openOutput(): Promise<void> {
  accepted(await attempt('output:open'));
}

export async function revealOutput(photo: PhotoId): Promise<void> {
  accepted(await attempt('output:reveal', photo));
}

/** How long a slider may move before the main process is told; the window itself shows each step at once. */
const CONFIGURE_DELAY_MS = 150;

/**
 * Changes settings of photos. The window shows them at once and tells the main process shortly after the last change;
 * a change for other photos sends what was held back first.
 */
export function configure(photos: readonly PhotoId[], change: Partial<RetouchSettings>): void {
  const { table } = useLibrary.getState();
  if (photos.length === 0) return;
  patchPhotos(
    photos.flatMap((id) => {
      const photo = table.get(id);
      return photo === undefined ? [] : [{ id, settings: { ...photo.settings, ...change } }];
    }),
  );
  if (pending !== undefined && !samePhotos(pending.photos, photos)) flushSettings();
  clearTimeout(pending?.timer);
  pending = {
    photos,
    change: { ...pending?.change, ...change },
    timer: setTimeout(flushSettings, CONFIGURE_DELAY_MS),
  };
}

let pending:
  | { readonly photos: readonly PhotoId[]; readonly change: Partial<RetouchSettings>; readonly timer: number }
  | undefined;

/** Sends held-back settings now. Whatever depends on them (an estimate, a start) calls this first. */
export function flushSettings(): void {
  if (pending === undefined) return;
  const { photos, change, timer } = pending;
  pending = undefined;
  clearTimeout(timer);
  void attempt('photos:configure', photos, change);
}

let copied: RetouchSettings | undefined;

export function copySettings(): void {
  const { table, selection } = useLibrary.getState();
  const photo = selection.cursor === undefined ? undefined : table.get(selection.cursor);
  if (photo === undefined) return;
  copied = photo.settings;
  confirmBriefly(i18n.t('inspector.copied', { name: photo.name }));
}

export function pasteSettings(): void {
  if (copied === undefined) {
    confirmBriefly(i18n.t('inspector.nothingCopied'));
    return;
  }
  const photos = targets(useLibrary.getState());
  configure(photos, copied);
}

function samePhotos(a: readonly PhotoId[], b: readonly PhotoId[]): boolean {
  return a === b || (a.length === b.length && a.every((id, index) => id === b[index]));
}

function show(answer: Attempt<Outcome<FolderView> | undefined>): void {
  const view = accepted(answer);
  if (view === undefined) return;
  showFolder(view);
  showScreen('grid');
}
