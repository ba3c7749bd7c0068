import { expect, it } from 'vitest';
import { keyLabel } from '../../../renderer/shortcuts/key-label.ts';
import { markKey } from '../../../renderer/shortcuts/mark-keys.ts';
import { match } from '../../../renderer/shortcuts/shortcuts.ts';

const press = (key: string, code = '', held: { ctrlKey?: boolean; shiftKey?: boolean; altKey?: boolean } = {}) => ({
  key,
  code,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...held,
});

it.each([
  [press('p', 'KeyP'), false, { change: { flag: 'pick' }, advance: false }],
  [press('P', 'KeyP', { shiftKey: true }), false, { change: { flag: 'pick' }, advance: true }],
  [press('X', 'KeyX'), true, { change: { flag: 'reject' }, advance: true }],
  [press('u', 'KeyU'), false, { change: { flag: 'none' }, advance: false }],
  [press('3', 'Digit3'), false, { change: { rating: 3 }, advance: false }],
  [press('#', 'Digit3', { shiftKey: true }), false, { change: { rating: 3 }, advance: true }],
  [press('0', 'Numpad0'), false, { change: { rating: 0 }, advance: false }],
] as const)('%j with Caps Lock %s marks', (key, capsLock, meant) => {
  expect(markKey(key, capsLock)).toEqual(meant);
});

it.each([press('6', 'Digit6'), press('p', 'KeyP', { ctrlKey: true }), press('1', 'Digit1', { altKey: true })])(
  '%j marks nothing',
  (key) => expect(markKey(key, false)).toBeUndefined(),
);

it('goes from folder to folder with Ctrl and Tab, on a Mac too', () => {
  const tab = press('Tab', 'Tab', { ctrlKey: true });
  for (const mac of [false, true]) {
    expect(match(tab, 'grid', mac)).toBe('nextTab');
    expect(match({ ...tab, shiftKey: true }, 'loupe', mac)).toBe('previousTab');
  }
  expect(keyLabel('Ctrl+Shift+Tab', true)).toBe('⌃⇧⇥');
  expect(keyLabel('Ctrl+Tab', false)).toBe('Ctrl+Tab');
});
