import type { FolderView, Outcome, PhotoId, RetouchSettings, ServiceMode } from '../../electron/contract/index.ts';
import { useExportStart } from '../export/export-start.ts';
import type { ScopeId } from '../export/scope.ts';
import { i18n } from '../i18n/index.ts';
import { showApp, useSession } from './app.ts';
import { accepted, attempt, type Attempt } from './attempt.ts';
import { flushFades } from './edits/fade.ts';
import { debounced } from './edits/debounced.ts';
import { patchPhotos, showFolder, targets, useLibrary } from './library/library.ts';
import { confirmBriefly } from './notices.ts';
import { changePreferences } from './preferences.ts';
import { forgetStrip, useStrip } from './strip.ts';
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

export async function setMode(mode: ServiceMode): Promise<void> {
  const answer = await attempt('app:set-mode', mode);
  if (answer.done) showApp(answer.value);
}

/** Everything for a first look in one click: the demo, and photos to try it on. */
export async function tryDemo(): Promise<void> {
  await changePreferences({ welcomed: true });
  await setMode('demo');
  await openSamples();
}

/** Paid work needs a key first; the demo needs none. */
export function startExport(): void {
  openExport(undefined);
}

/** The same for the chosen photos, however few: something about them is to be written anew. */
export function exportSelected(): void {
  openExport('selected');
}

function openExport(scope: ScopeId | undefined): void {
  useExportStart.setState({ scope });
  const { app } = useSession.getState();
  if (useLibrary.getState().folder === undefined) return;
  openDialog(app?.mode === 'live' && app.key.kind === 'none' ? 'key' : 'export');
}

/** Tries the chosen photos, or the one under the cursor, at several levels. */
export function startStrip(): void {
  const { app } = useSession.getState();
  const photos = targets(useLibrary.getState());
  if (photos.length === 0) return;
  // The strip that is there is shown again only to those who come back to its photos.
  const { strip } = useStrip.getState();
  if (strip?.cells.every(({ photo }) => !photos.includes(photo)) === true) forgetStrip();
  openDialog(app?.mode === 'live' && app.key.kind === 'none' ? 'key' : 'strip');
}

export async function retryFailed(): Promise<void> {
  const answer = await attempt('queue:retry-failed');
  if (!answer.done) return;
  confirmBriefly(answer.value === 0 ? i18n.t('queue.retriedNone') : i18n.t('queue.retried', { count: answer.value }));
}

export async function openOutput(): Promise<void> {
  accepted(await attempt('output:open'));
}

export async function revealOutput(photo: PhotoId): Promise<void> {
  accepted(await attempt('output:reveal', photo));
}

/** Changes settings of photos: in the window at once, in the main process when the slider rests. */
export function configure(photos: readonly PhotoId[], change: Partial<RetouchSettings>): void {
  const { table } = useLibrary.getState();
  if (photos.length === 0) return;
  patchPhotos(
    photos.flatMap((id) => {
      const photo = table.get(id);
      return photo === undefined ? [] : [{ id, settings: { ...photo.settings, ...change } }];
    }),
  );
  settings.push(photos, change);
}

const settings = debounced<Partial<RetouchSettings>>(
  'settings',
  (photos, change) => attempt('photos:configure', photos, change),
  (before, after) => ({ ...before, ...after }),
);

/** Sends held-back settings and fades now. Whatever depends on them (an estimate, a start) calls this first. */
export function flushSettings(): void {
  settings.flush();
  flushFades();
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

function show(answer: Attempt<Outcome<FolderView> | undefined>): void {
  const view = accepted(answer);
  if (view === undefined) return;
  showFolder(view);
  showScreen('grid');
}
