export { declareScheme, serveApp } from './app-protocol.ts';
export type { AppContent, Picture, PictureSource } from './app-protocol.ts';
export { guardSession, guardWindows } from './guards.ts';
export { MainWindow } from './main-window.ts';
export { setMenu } from './menu.ts';
export type { WindowMemory, WindowState } from './window-state.ts';
