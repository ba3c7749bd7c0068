import { expect, it } from 'vitest';
import { noAnswer } from '../../../electron/base/answering.ts';
import { stage } from './scripted.ts';

const never = (): Promise<never> => new Promise(() => undefined);

it('an original whose drive does not answer is told, tried again, and given up so that it can be retried', async () => {
  const it = stage();
  it.prepare.usual = () => Promise.reject(noAnswer('/nas/a.jpg'));
  it.add('b1', ['a']);
  await it.pass(1_000);
  expect(it.told).toContain('trouble no-answer');
  await it.pass(120_000);
  expect(it.job('a')).toMatchObject({ state: 'failed', retryable: true, reason: { code: 'no-answer' } });
  it.prepare.usual = stage().prepare.usual;
  expect(it.scheduler.retryFailed()).toBe(1);
});

it('a stop does not wait for a picture that is read from such a drive', async () => {
  const it = stage();
  it.prepare.usual = never;
  it.add('b1', ['a']);
  await it.pass(1_000);
  expect(it.prepare.calls).toHaveLength(1);
  const stopped = it.scheduler.stop();
  await it.pass(10_000);
  await stopped;
  expect(it.state('a')).toBe('queued');
});

it('nor for an export', async () => {
  const it = stage();
  it.exporter.usual = never;
  it.add('b1', ['a']);
  await it.pass(60_000);
  expect(it.exporter.calls).toHaveLength(1);
  const stopped = it.scheduler.stop();
  await it.pass(10_000);
  await stopped;
  expect(it.state('a')).toBe('retouched');
});

it('but for an upload, whose outcome would be unknown', async () => {
  const it = stage();
  const unclear = { kind: 'unclear', offline: false, reason: { code: 'x', message: 'x' } } as const;
  it.submit.usual = ({ signal }) =>
    new Promise((resolve) => signal.addEventListener('abort', () => resolve(unclear), { once: true }));
  it.add('b1', ['a']);
  await it.pass(5_000);
  expect(it.submit.calls).toHaveLength(1);
  let over = false;
  void it.scheduler.stop(600_000).then(() => (over = true));
  await it.pass(599_000);
  expect(over).toBe(false);
  await it.pass(2_000);
  expect(over).toBe(true);
});
