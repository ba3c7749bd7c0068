import { useEffect } from 'react';
import { assertNever } from '../state/assert.ts';
import { isGridKey, keyMove, plainRows } from '../gallery/grid/grid-geometry.ts';
import { chooseFolder, copySettings, pasteSettings, startExport, startStrip } from '../state/commands.ts';
import { SEARCH_FIELD } from '../gallery/toolbar/SearchField.tsx';
import { goToNextFace, toggleHistogram, zoomTo } from '../loupe/loupe-actions.ts';
import { toggleQueuePanel } from '../queue/panel-state.ts';
import { stepTab } from '../state/library/folders.ts';
import { changeSelection, foldGroup, useLibrary } from '../state/library/library.ts';
import { markTargets } from '../state/edits/marking.ts';
import {
  openDialog,
  showScreen,
  toggleCompare,
  toggleInspector,
  toggleLoupeZoom,
  useView,
  zoomLoupe,
} from '../state/view.ts';
import { isMac } from './key-label.ts';
import { markKey } from './mark-keys.ts';
import { match, type CommandId } from './shortcuts.ts';

/** The window's keys. Fields, menus and dialogs keep theirs. */
export function useShortcuts(): void {
  useEffect(() => {
    const down = (event: KeyboardEvent) => {
      if (event.defaultPrevented || ownsKeys(event.target) || document.querySelector('dialog[open]') !== null) return;
      const screen = useLibrary.getState().folder === undefined ? 'none' : useView.getState().screen;
      if (screen !== 'none' && (arrows(event, screen) || marks(event))) {
        event.preventDefault();
        return;
      }
      const command = isBackslash(event) ? originalIn(screen) : match(event, screen, isMac());
      if (command === undefined || (command === 'stepIn' && pressesSomething(event.target))) return;
      event.preventDefault();
      run(command, screen === 'loupe');
    };
    const letGo = (event: KeyboardEvent | FocusEvent) => {
      if (event.type === 'blur' || (event instanceof KeyboardEvent && isBackslash(event))) {
        if (useView.getState().original) useView.setState({ original: false });
      }
    };
    window.addEventListener('keydown', down);
    window.addEventListener('keyup', letGo);
    window.addEventListener('blur', letGo);
    return () => {
      window.removeEventListener('keydown', down);
      window.removeEventListener('keyup', letGo);
      window.removeEventListener('blur', letGo);
    };
  }, []);
}

function arrows(event: KeyboardEvent, screen: 'grid' | 'loupe'): boolean {
  const { key } = event;
  if (!isGridKey(key) || event.ctrlKey || event.metaKey || event.altKey) return false;
  const { order, selection } = useLibrary.getState();
  const at = selection.cursor === undefined ? -1 : order.indexOf(selection.cursor);
  if (screen === 'loupe') {
    changeSelection({ kind: 'step', by: keyMove(key, at, order.length, plainRows(order.length, 1), 10) });
    return true;
  }
  const { rows, rowsPerPage } = useView.getState();
  changeSelection({
    kind: 'move',
    by: keyMove(key, at, order.length, rows, rowsPerPage),
    extend: event.shiftKey,
  });
  return true;
}

function marks(event: KeyboardEvent): boolean {
  const meant = markKey(event, event.getModifierState('CapsLock'));
  if (meant !== undefined) markTargets(meant.change, meant.advance);
  return meant !== undefined;
}

/** Folds the subfolder of the current photo up. The list of subfolders in the toolbar folds it out again. */
function foldCurrent(): void {
  const { groups, order, selection } = useLibrary.getState();
  const at = selection.cursor === undefined ? -1 : order.indexOf(selection.cursor);
  const group = groups.find(({ from, to }) => at >= from && at < to);
  if (group !== undefined) foldGroup(group.path);
}

function run(command: CommandId, inLoupe: boolean): void {
  switch (command) {
    case 'open':
      return void chooseFolder();
    case 'export':
      return startExport();
    case 'help':
      return openDialog('shortcuts');
    case 'grid':
    case 'back':
      return showScreen('grid');
    case 'loupe':
      return showScreen('loupe');
    case 'stepIn':
      return inLoupe ? toggleLoupeZoom() : showScreen('loupe');
    case 'all':
      return changeSelection({ kind: 'all' });
    case 'none':
      return changeSelection({ kind: 'none' });
    case 'find':
      return document.getElementById(SEARCH_FIELD)?.focus();
    case 'fold':
      return foldCurrent();
    case 'nextTab':
      return stepTab(1);
    case 'previousTab':
      return stepTab(-1);
    case 'copy':
      return copySettings();
    case 'paste':
      return pasteSettings();
    case 'inspector':
      return toggleInspector();
    case 'strip':
      return startStrip();
    case 'queue':
      return toggleQueuePanel();
    case 'settings':
      return openDialog('settings');
    case 'fit':
      return zoomTo('fit');
    case 'oneToOne':
      return zoomTo(1);
    case 'twoToOne':
      return zoomTo(2);
    case 'face':
      return goToNextFace();
    case 'histogram':
      return toggleHistogram();
    case 'zoom':
      return toggleLoupeZoom();
    case 'zoomIn':
      return zoomLoupe(1.5);
    case 'zoomOut':
      return zoomLoupe(1 / 1.5);
    case 'original':
      return useView.setState({ original: true });
    case 'side':
      return toggleCompare('side');
    case 'split':
      return toggleCompare('split');
    default:
      return assertNever(command);
  }
}

/** The key left of Enter, or left of Z: where the backslash is, or would be, on layouts that hide it behind AltGr. */
function isBackslash(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  return event.key === '\\' || event.code === 'Backslash' || event.code === 'IntlBackslash';
}

function originalIn(screen: 'none' | 'grid' | 'loupe'): CommandId | undefined {
  return screen === 'loupe' ? 'original' : undefined;
}

/** Elements that do something of their own with letters and arrows. (Sliders stop the keys they use themselves.) */
function ownsKeys(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest('input, textarea, select, [contenteditable], [role="menu"], [role="radiogroup"]') !== null
  );
}

/** Elements that Space presses. */
function pressesSomething(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('button, a, summary, [role="switch"]') !== null;
}
