import { useSession } from '../state/app.ts';

export function isMac(): boolean {
  return useSession.getState().app?.platform === 'darwin';
}

/** A key combination as this system writes it: `Ctrl+Shift+C`, or `⇧⌘C` on a Mac. */
export function keyLabel(keys: string, mac: boolean = isMac()): string {
  if (!mac) return keys.replace('Mod', 'Ctrl').replace('Escape', 'Esc');
  const parts = keys === '+' ? ['+'] : keys.split('+');
  const signs: Readonly<Record<string, string>> = {
    Ctrl: '⌃',
    Shift: '⇧',
    Mod: '⌘',
    Escape: '⎋',
    Space: '␣',
    Tab: '⇥',
  };
  const order = ['Ctrl', 'Shift', 'Mod'];
  const rank = (part: string) => (order.includes(part) ? order.indexOf(part) : order.length);
  return [...parts]
    .sort((a, b) => rank(a) - rank(b))
    .map((part) => signs[part] ?? part)
    .join('');
}
