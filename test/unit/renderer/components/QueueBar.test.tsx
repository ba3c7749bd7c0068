// @vitest-environment jsdom
import { render, screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { expect, it } from 'vitest';
import type { AppState, QueueView } from '../../../../electron/contract/index.ts';
import { QueueBar } from '../../../../renderer/queue/QueueBar.tsx';
import { idleQueue, showApp, showQueue } from '../../../../renderer/state/app.ts';
import { useNotices } from '../../../../renderer/state/notices.ts';
import { useView } from '../../../../renderer/state/view.ts';
import { answers, asked, setPage, working } from './page.ts';

setPage();

const app: AppState = { version: '1', platform: 'linux', mode: 'live', key: { kind: 'none' }, recentFolders: [] };

function show(queue: QueueView) {
  showApp(app);
  showQueue(queue);
  render(<QueueBar />);
  return { bar: within(screen.getByRole('region', { name: 'Queue' })), user: userEvent.setup() };
}

const buttons = () =>
  screen.getAllByRole('button').map((button) => button.getAttribute('aria-label') ?? button.textContent);

it('says that nothing is there, and offers nothing to stop', () => {
  const { bar } = show(idleQueue);
  expect(bar.getByText('Nothing in the queue')).toBeTruthy();
  expect(buttons()).toEqual(['Show queue']);
});

it('counts what waits without what is already at the service', () => {
  const { bar } = show(working({ waiting: 900, inFlight: 4, failed: 2 }));
  expect(bar.getByText('300 of 1,200')).toBeTruthy();
  expect(bar.getByText('896 waiting')).toBeTruthy();
  expect(bar.getByText('4 at the service')).toBeTruthy();
  expect(bar.getByText('2 failed')).toBeTruthy();
  expect(bar.queryByText(/cancelled/)).toBeNull();
});

it.each([
  ['Retouching', working()],
  ['Paused', working({ paused: { kind: 'credits', message: '' } })],
  ['Paused', working({ online: false, paused: { kind: 'user', message: '' } })],
  ['Offline', working({ online: false })],
  ['Finished', working({ active: false, online: false })],
])('calls it %s', (word, queue) => {
  expect(show(queue).bar.getByText(word)).toBeTruthy();
});

it('pauses, and offers to go on only after a pause that a person asked for', async () => {
  const { user } = show(working());
  await user.click(screen.getByRole('button', { name: 'Pause' }));
  expect(asked).toEqual([['queue:pause']]);
});

it('goes on after a person’s pause', async () => {
  const { user } = show(working({ paused: { kind: 'user', message: '' } }));
  expect(screen.queryByRole('button', { name: 'Pause' })).toBeNull();
  await user.click(screen.getByRole('button', { name: 'Resume' }));
  expect(asked).toEqual([['queue:resume']]);
});

it('leaves any other pause to the banner', () => {
  show(working({ paused: { kind: 'disk', message: '' } }));
  expect(buttons()).toEqual(['Show queue', 'Cancel the rest…']);
});

it('asks before it cancels or decides anything', async () => {
  const { user } = show(working({ undecided: 3 }));
  await user.click(screen.getByRole('button', { name: 'Cancel the rest…' }));
  expect(useView.getState().dialog).toBe('cancel');
  await user.click(screen.getByRole('button', { name: 'Decide on 3 photos…' }));
  expect(useView.getState().dialog).toBe('undecided');
  expect(asked).toEqual([]);
});

it.each([
  [2, '2 photos are in the queue again'],
  [0, 'None of these can be tried again: the answer would be the same.'],
])('tries failed photos again, and says that %i are', async (many, words) => {
  answers['queue:retry-failed'] = many;
  const { user } = show(working({ active: false, failed: 2 }));
  await user.click(screen.getByRole('button', { name: 'Retry failed photos' }));
  expect(asked).toEqual([['queue:retry-failed']]);
  expect(useNotices.getState().notices.map(({ title }) => title)).toEqual([words]);
});

it('opens the results once there is a place for them, and says why it can’t', async () => {
  answers['output:open'] = { ok: false, reason: { code: 'output-gone', message: 'The folder is not there.' } };
  const { user } = show(working({ output: '/out' }));
  await user.click(screen.getByRole('button', { name: 'Open results' }));
  expect(asked).toEqual([['output:open']]);
  expect(useNotices.getState().notices.map(({ detail }) => detail)).toEqual(['The folder is not there.']);
});

it('tells credits where they are real, and that the demo’s are not', () => {
  const { bar } = show(working({ creditsSpent: 2400, creditsLeft: 0 }));
  expect(bar.getByText('Credits spent').nextSibling?.textContent).toBe('2,400');
  expect(bar.getByText('Credits left').nextSibling?.textContent).toBe('0');
});

it('tells no credits in the demo', () => {
  showQueue(working({ creditsSpent: 2400, creditsLeft: 10 }));
  render(<QueueBar />);
  expect(screen.queryByText(/Credits/)).toBeNull();
  expect(screen.getByTestId('demo-badge')).toBeTruthy();
});

it('tells a pace only while it goes on', () => {
  const { bar } = show(working({ photosPerMinute: 8, secondsLeft: 600, paused: { kind: 'user', message: '' } }));
  expect(bar.queryByText('Time left')).toBeNull();
});
