import { Menu } from 'electron';
import { menuTemplate } from './menu-template.ts';
import type { MenuOptions } from './menu-template.ts';

/** Puts the application menu up. macOS shows it at the top of the screen; the keys in it work everywhere. */
export function setMenu(options: MenuOptions): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(options)));
}
