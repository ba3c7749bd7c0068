import type { MenuItemConstructorOptions } from 'electron';

export interface MenuOptions {
  readonly platform: NodeJS.Platform;
  readonly appName: string;
  /** Adds what only a developer needs. */
  readonly developer: boolean;
  /** Has the window ask for a folder. */
  readonly openFolder: () => void;
}

/** The menu as data. Editing, window and quitting are the system's own roles, so that they behave as in every app. */
export function menuTemplate(options: MenuOptions): MenuItemConstructorOptions[] {
  const mac = options.platform === 'darwin';
  return [
    ...(mac ? [macAppMenu(options.appName)] : []),
    fileMenu(options, mac),
    editMenu(),
    viewMenu(options.developer),
    { role: 'windowMenu' },
  ];
}

const line: MenuItemConstructorOptions = { type: 'separator' };

function macAppMenu(label: string): MenuItemConstructorOptions {
  return {
    label,
    submenu: [
      { role: 'about' },
      line,
      { role: 'services' },
      line,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      line,
      { role: 'quit' },
    ],
  };
}

function fileMenu({ openFolder }: MenuOptions, mac: boolean): MenuItemConstructorOptions {
  return {
    label: '&File',
    submenu: [openFolderEntry(openFolder), line, mac ? { role: 'close' } : { role: 'quit' }],
  };
}

function openFolderEntry(click: () => void): MenuItemConstructorOptions {
  return { id: 'open-folder', label: 'Open Folder…', accelerator: 'CmdOrCtrl+O', click };
}

function editMenu(): MenuItemConstructorOptions {
  return {
    label: '&Edit',
    submenu: [
      { role: 'undo' },
      { role: 'redo' },
      line,
      { role: 'cut' },
      { role: 'copy' },
      { role: 'paste' },
      // Ctrl+A selects photos: the page takes the key first, and passes it on in text fields.
      { role: 'selectAll' },
    ],
  };
}

function viewMenu(developer: boolean): MenuItemConstructorOptions {
  const tools: MenuItemConstructorOptions[] = [line, { role: 'forceReload' }, { role: 'toggleDevTools' }];
  return {
    label: '&View',
    submenu: [
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      line,
      { role: 'togglefullscreen' },
      ...(developer ? tools : []),
    ],
  };
}
