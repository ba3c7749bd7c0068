import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { app, dialog, shell } from 'electron';
import type { BrowserWindow, OpenDialogOptions } from 'electron';
import type { Outcome } from '../contract/index.ts';

/** The system's folder dialog over our window. Undefined when it was cancelled. */
export function chooseFolder(window: BrowserWindow | undefined, startIn?: string): Promise<string | undefined> {
  return choose(window, {
    title: 'Open a folder of photos',
    buttonLabel: 'Open',
    properties: ['openDirectory'],
    ...(startIn !== undefined && { defaultPath: startIn }),
  });
}

/** The same for the place where results go; it can make a new folder. */
export function chooseOutput(
  window: BrowserWindow | undefined,
  startIn: string | undefined,
): Promise<string | undefined> {
  return choose(window, {
    title: 'Choose where the retouched photos go',
    buttonLabel: 'Choose',
    properties: ['openDirectory', 'createDirectory', 'promptToCreate'],
    ...(startIn !== undefined && { defaultPath: startIn }),
  });
}

/** Where to save a file. Undefined when it was cancelled. */
export async function chooseSaveFile(window: BrowserWindow | undefined, name: string): Promise<string | undefined> {
  const options = { title: 'Save', defaultPath: join(app.getPath('documents'), name) };
  const answer = await (window ? dialog.showSaveDialog(window, options) : dialog.showSaveDialog(options));
  return answer.canceled ? undefined : answer.filePath;
}

async function choose(window: BrowserWindow | undefined, options: OpenDialogOptions): Promise<string | undefined> {
  const answer = await (window ? dialog.showOpenDialog(window, options) : dialog.showOpenDialog(options));
  return answer.canceled ? undefined : answer.filePaths[0];
}

/** Shows a folder in the system's file manager. */
export async function openInFileManager(folder: string | undefined): Promise<Outcome<null>> {
  if (folder === undefined) return nothingThere;
  // A file would be run, or opened by whatever program claims its name.
  const isFolder = await stat(folder).then(
    (facts) => facts.isDirectory(),
    () => false,
  );
  if (!isFolder) return noFolder;
  const trouble = await shell.openPath(folder);
  if (trouble === '') return { ok: true, value: null };
  return { ok: false, reason: { code: 'cannot-open', message: `The folder could not be opened: ${trouble}` } };
}

/** Shows a file, selected, in the system's file manager. */
export function revealInFileManager(file: string | undefined): Outcome<null> {
  if (file === undefined) return nothingThere;
  shell.showItemInFolder(file);
  return { ok: true, value: null };
}

const noFolder: Outcome<null> = {
  ok: false,
  reason: { code: 'cannot-open', message: 'The folder could not be opened: it is no longer there.' },
};

const nothingThere: Outcome<null> = {
  ok: false,
  reason: { code: 'no-output', message: 'There is no retouched photo to show yet.' },
};

/** Tells why the app cannot start, before there is a window to tell it in. */
export async function tellStartTrouble(message: string): Promise<void> {
  await dialog.showMessageBox({
    type: 'error',
    title: 'Afterglow',
    message: 'Afterglow cannot start.',
    detail: message,
  });
}
