/** The module that the app gets for `electron`. A name that is missing here is one that no bundle of the app may import. */
import { app } from './app.ts';
import { BrowserWindow } from './browser-window.ts';
import { ipcMain } from './ipc-main.ts';
import { Menu, MenuItem } from './menu.ts';
import { nativeTheme } from './native-theme.ts';
import { absent } from './not-implemented.ts';
import { safeStorage } from './safe-storage.ts';
import { protocol, session } from './session.ts';
import { Notification, crashReporter, dialog, net, powerMonitor, powerSaveBlocker, screen, shell } from './system.ts';
import { utilityProcess } from './utility-process.ts';
import { webContents } from './web-contents.ts';

const clipboard = absent('clipboard');
const globalShortcut = absent('globalShortcut');
const MessageChannelMain = absent('MessageChannelMain');
const nativeImage = absent('nativeImage');
const Tray = absent('Tray');
const autoUpdater = absent('autoUpdater');

const electron = {
  app,
  autoUpdater,
  BrowserWindow,
  clipboard,
  crashReporter,
  dialog,
  globalShortcut,
  ipcMain,
  Menu,
  MenuItem,
  MessageChannelMain,
  nativeImage,
  nativeTheme,
  net,
  Notification,
  powerMonitor,
  powerSaveBlocker,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
  Tray,
  utilityProcess,
  webContents,
};

export type HostElectron = typeof electron;
// eslint-disable-next-line no-restricted-syntax -- electron-store imports the default, as Electron offers it
export default electron;
// What `require('electron')` returns.
export { electron as 'module.exports' };
export {
  app,
  autoUpdater,
  BrowserWindow,
  clipboard,
  crashReporter,
  dialog,
  globalShortcut,
  ipcMain,
  Menu,
  MenuItem,
  MessageChannelMain,
  nativeImage,
  nativeTheme,
  net,
  Notification,
  powerMonitor,
  powerSaveBlocker,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
  Tray,
  utilityProcess,
  webContents,
};
