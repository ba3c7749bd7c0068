export { declareScheme, serveApp } from './app-protocol.ts';
export type { AppContent, Picture, PictureSource } from './app-protocol.ts';
export {
  chooseFolder,
  chooseOutput,
  chooseSaveFile,
  openInFileManager,
  revealInFileManager,
  tellStartTrouble,
} from './dialogs.ts';
export { guardSession, guardWindows } from './guards.ts';
export { MainWindow } from './main-window.ts';
export { setMenu } from './menu.ts';
export { startUtility } from './utility-child.ts';
export { QueueSigns } from './queue-signs.ts';
export { quitWithSystem } from './system-end.ts';
export type { WindowMemory, WindowState } from './window-state.ts';
