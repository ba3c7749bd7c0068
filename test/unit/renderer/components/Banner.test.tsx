// @vitest-environment jsdom
import { act, render, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, expect, it } from 'vitest';
import type { AppState, PauseKind, QueueView } from '../../../../electron/contract/index.ts';
import { i18n } from '../../../../renderer/i18n/index.ts';
import { Banner } from '../../../../renderer/queue/Banner.tsx';
import { showApp, showQueue } from '../../../../renderer/state/app.ts';
import { useView } from '../../../../renderer/state/view.ts';
import { asked, setPage, working } from './page.ts';

setPage();
afterEach(() => i18n.changeLanguage('en'));

const stored: AppState = {
  version: '1',
  platform: 'linux',
  mode: 'live',
  key: { kind: 'stored', where: 'vault', hint: '…abcd' },
  recentFolders: [],
};

function show(queue: QueueView, app: AppState = stored) {
  showApp(app);
  showQueue(queue);
  render(<Banner />);
  return userEvent.setup();
}

const paused = (kind: PauseKind, message = ''): QueueView => working({ paused: { kind, message } });

it('is empty while the queue works, and speaks up as soon as it stands still', () => {
  show(working());
  expect(screen.getByRole('status').textContent).toBe('');
  act(() => showQueue(paused('credits')));
  expect(screen.getByRole('status').textContent).toContain('Out of credits.');
});

it.each([
  ['credits', 'Go on', ['queue:resume'], undefined],
  ['locked', 'Try again', ['queue:resume'], undefined],
  ['withdrawn', 'Try again', ['queue:resume'], undefined],
  ['disk', 'Try again', ['queue:resume'], undefined],
  ['unaccounted', 'Go on', ['queue:resume'], undefined],
  ['damaged', 'Try again', ['queue:resume'], undefined],
  ['key', 'Enter key…', undefined, 'key'],
  ['budget', 'Set a new limit…', undefined, 'limit'],
] as const)('has one thing to do about %s: %s', async (kind, name, call, dialog) => {
  const user = show(paused(kind));
  expect(screen.getAllByRole('button')).toHaveLength(1);
  await user.click(screen.getByRole('button', { name }));
  expect(asked).toEqual(call === undefined ? [] : [call]);
  expect(useView.getState().dialog).toBe(dialog);
});

it('tells a missing key from one that was refused', () => {
  show(paused('key', 'There is no key.'), { ...stored, key: { kind: 'none' } });
  expect(screen.getByRole('status').textContent).toContain('The queue needs an API key.');
});

it('tries the connection at once when told to', async () => {
  const user = show(working({ online: false }));
  expect(screen.getByRole('status').textContent).toContain('No connection.');
  await user.click(screen.getByRole('button', { name: 'Try now' }));
  expect(asked).toEqual([['queue:resume']]);
});

it('leaves a person’s own pause to the queue bar', () => {
  show(paused('user'));
  expect(screen.getByRole('status').textContent).toBe('');
});

it('gives the particulars that are known, in English', () => {
  show(paused('disk', 'The drive “Photos” is full.'));
  expect(screen.getByRole('status').textContent).toContain('The drive “Photos” is full.');
});

it('shows no English sentence in a Spanish window', async () => {
  await i18n.changeLanguage('es');
  show(paused('disk', 'The drive “Photos” is full.'));
  const words = screen.getByRole('status').textContent;
  expect(words).not.toContain('is full');
  expect(words).toContain(i18n.t('banner.disk.detail'));
});

it('shows an unknown reason of the network in English only', async () => {
  const reason = { code: 'never-heard-of', message: 'The proxy asks for a name.' };
  await i18n.changeLanguage('zh-CN');
  show(working({ online: false, offlineReason: reason }));
  expect(screen.getByRole('status').textContent).toContain(i18n.t('banner.offline.detail'));
  await act(() => i18n.changeLanguage('en'));
  expect(screen.getByRole('status').textContent).toContain('The proxy asks for a name.');
});
