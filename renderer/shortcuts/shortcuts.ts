/** Where a key works. `photos`: in grid and loupe, while a folder is open. */
export type Scope = 'anywhere' | 'photos' | 'grid' | 'loupe';

export type CommandId =
  | 'open'
  | 'export'
  | 'help'
  | 'grid'
  | 'loupe'
  | 'stepIn'
  | 'back'
  | 'all'
  | 'none'
  | 'find'
  | 'fold'
  | 'nextTab'
  | 'previousTab'
  | 'copy'
  | 'paste'
  | 'zoom'
  | 'zoomIn'
  | 'zoomOut'
  | 'original'
  | 'side'
  | 'split'
  | 'inspector'
  | 'strip'
  | 'queue'
  | 'settings'
  | 'fit'
  | 'oneToOne'
  | 'twoToOne'
  | 'face'
  | 'histogram';

export interface Shortcut {
  readonly command: CommandId;
  readonly scope: Scope;
  /** `Mod` is Ctrl, or Cmd on a Mac; `Ctrl` is Ctrl everywhere. The last part is the key as `KeyboardEvent.key` names it, letters upper-case. */
  readonly keys: string;
}

/** All keys but the arrows and those for flags and stars, which have modules of their own. The keyboard sheet shows this very table. */
export const shortcuts: readonly Shortcut[] = [
  { command: 'open', scope: 'anywhere', keys: 'Mod+O' },
  { command: 'help', scope: 'anywhere', keys: '?' },
  { command: 'export', scope: 'photos', keys: 'Mod+Shift+E' },
  { command: 'grid', scope: 'photos', keys: 'G' },
  { command: 'loupe', scope: 'photos', keys: 'E' },
  { command: 'stepIn', scope: 'photos', keys: 'Space' },
  { command: 'back', scope: 'loupe', keys: 'Escape' },
  { command: 'all', scope: 'photos', keys: 'Mod+A' },
  { command: 'none', scope: 'photos', keys: 'Mod+D' },
  { command: 'find', scope: 'photos', keys: 'Mod+F' },
  { command: 'fold', scope: 'grid', keys: 'S' },
  { command: 'nextTab', scope: 'photos', keys: 'Ctrl+Tab' },
  { command: 'previousTab', scope: 'photos', keys: 'Ctrl+Shift+Tab' },
  { command: 'copy', scope: 'photos', keys: 'Mod+Shift+C' },
  { command: 'paste', scope: 'photos', keys: 'Mod+Shift+V' },
  { command: 'inspector', scope: 'photos', keys: 'I' },
  { command: 'strip', scope: 'photos', keys: 'T' },
  { command: 'queue', scope: 'anywhere', keys: 'Q' },
  { command: 'settings', scope: 'anywhere', keys: 'Mod+,' },
  { command: 'zoom', scope: 'loupe', keys: 'Z' },
  { command: 'zoomIn', scope: 'loupe', keys: '+' },
  { command: 'zoomOut', scope: 'loupe', keys: '-' },
  { command: 'fit', scope: 'loupe', keys: 'Mod+0' },
  { command: 'oneToOne', scope: 'loupe', keys: 'Mod+1' },
  { command: 'twoToOne', scope: 'loupe', keys: 'Mod+2' },
  { command: 'face', scope: 'loupe', keys: 'F' },
  { command: 'histogram', scope: 'loupe', keys: 'H' },
  { command: 'original', scope: 'loupe', keys: '\\' },
  { command: 'side', scope: 'loupe', keys: 'Y' },
  { command: 'split', scope: 'loupe', keys: 'Shift+Y' },
];

export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

/** The shortcut that a key press means, if any. `mac`: Cmd takes the place of Ctrl. */
export function match(press: KeyPress, screen: 'none' | 'grid' | 'loupe', mac: boolean): CommandId | undefined {
  if (press.altKey) return undefined;
  const mod = mac ? press.metaKey : press.ctrlKey;
  const ctrl = mac && press.ctrlKey;
  if (!mac && press.metaKey) return undefined;
  const key = press.key === ' ' ? 'Space' : press.key.length === 1 ? press.key.toUpperCase() : press.key;
  const found = shortcuts.find(({ keys, scope }) => {
    const parts = keys.split('+').filter((part) => part !== '');
    const last = keys.endsWith('+') ? '+' : parts.at(-1);
    if (last !== key || !inScope(scope, screen)) return false;
    // Off the Mac the two are one key.
    if (mod !== (parts.includes('Mod') || (!mac && parts.includes('Ctrl')))) return false;
    if (ctrl !== (mac && parts.includes('Ctrl'))) return false;
    // Signs such as ? and + need Shift on some keyboards and not on others; only letters and named keys care.
    return !/^[A-Z]/.test(key) || press.shiftKey === parts.includes('Shift');
  });
  return found?.command;
}

function inScope(scope: Scope, screen: 'none' | 'grid' | 'loupe'): boolean {
  switch (scope) {
    case 'anywhere':
      return true;
    case 'photos':
      return screen !== 'none';
    case 'grid':
    case 'loupe':
      return screen === scope;
  }
}
