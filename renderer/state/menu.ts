import type { MenuCommand } from '../../electron/contract/index.ts';
import { chooseFolder } from './commands.ts';
import { useView } from './view.ts';

/** Does what was chosen in the system's menu. While a dialog of the window is open, that comes first. */
export function chooseFromMenu(command: MenuCommand): void {
  if (useView.getState().dialog !== undefined) return;
  switch (command) {
    case 'open-folder':
      void chooseFolder();
  }
}
