import { describe, expect, it } from 'vitest';
import type { DownloadAnswer } from '../../../electron/queue/ports.ts';
import { hostOf } from '../../../electron/queue/result-hosts.ts';
import { REASON } from './samples.ts';
import { stage, type Stage } from './scripted.ts';

const DEAD: DownloadAnswer = { kind: 'try-again', offline: true, reason: REASON };
const many = (n: number): string[] => Array.from({ length: n }, (_, i) => `p${i}`);
const onDead = (it: Stage) => it.download.calls.filter(([url]) => url.startsWith('https://dead.')).length;

/** Results lie on a host that does not serve; `second` is where fresh addresses lie. */
function deadHost(second: 'dead' | 'live', failure: DownloadAnswer = DEAD, resultLifetimeMs = 24 * 3_600_000): Stage {
  const it = stage({ policy: { startLimit: 64, resultLifetimeMs } });
  const asked = new Map<string, number>();
  it.poll.usual = (task) => {
    const n = (asked.get(task) ?? 0) + 1;
    asked.set(task, n);
    return { kind: 'done', url: `https://${n === 1 ? 'dead' : second}.example/${task}-${n}` };
  };
  it.download.usual = (url, path) => {
    if (url.startsWith('https://dead.')) return failure;
    it.files.add(path);
    return { kind: 'saved', bytes: 1, contentType: undefined };
  };
  return it;
}

describe('a host of results that is dead', () => {
  it.each([
    ['refuses connections', DEAD],
    ['is silent', { kind: 'try-again', offline: false, hostFault: true, reason: REASON }],
  ] as const)('and %s does not make the queue offline, and fresh addresses are asked for', async (_how, failure) => {
    const it = deadHost('live', failure);
    const seen: boolean[] = [];
    it.scheduler.on('status', ({ online }) => seen.push(online));
    it.add('b1', many(40));
    await it.pass(600_000);
    expect(it.store.counts({ batch: 'b1' }).exported).toBe(40);
    expect(it.submit.calls).toHaveLength(40);
    expect(seen).not.toContain(false);
    expect(it.told.filter((line) => line === 'trouble result-host-dead')).toHaveLength(1);
    expect(onDead(it)).toBeLessThan(12);
  });

  it('is tried ever more seldom, by one photo at a time, whatever their number', async () => {
    const it = deadHost('dead');
    it.add('b1', many(40));
    await it.pass(3_600_000);
    expect(it.store.counts({ batch: 'b1' }).exported).toBe(0);
    expect(onDead(it)).toBeLessThan(60);
    expect(it.poll.calls.length).toBeLessThan(40 + 60);
    it.download.usual = (_url, path) => {
      it.files.add(path);
      return { kind: 'saved', bytes: 1, contentType: undefined };
    };
    await it.pass(600_000);
    expect(it.store.counts({ batch: 'b1' }).exported).toBe(40);
  });

  it('for longer than results live leaves every photo for a person to decide, and asks once more for each', async () => {
    const it = deadHost('dead', DEAD, 1_200_000);
    it.add('b1', many(12));
    await it.pass(3_600_000);
    expect(it.store.counts({ batch: 'b1' })['outcome-unknown']).toBe(12);
    expect(it.job('p3')).toMatchObject({ charged: 'surely', reason: { code: 'result-unavailable' }, taskId: 't4' });
    const lastAsks = new Set(it.poll.calls.slice(-60).map(([task]) => task));
    expect(lastAsks.size).toBe(12);
    expect(it.submit.calls).toHaveLength(12);
  });

  it('is no reason to doubt a photo while the service can’t be reached either', async () => {
    const it = deadHost('live');
    it.add('b1', ['a']);
    it.credits.usual = () => ({ kind: 'failed', offline: true, failure: { kind: 'transient', reason: REASON } });
    await it.pass(600_000);
    expect(it.scheduler.status().online).toBe(false);
    expect(it.poll.calls).toHaveLength(1);
    expect(it.state('a')).toBe('ready');
    it.credits.usual = () => ({ kind: 'balance', credits: 80 });
    await it.pass(600_000);
    expect(it.state('a')).toBe('exported');
  });
});

it.each([
  ['https://A.example/x?y=/z', 'https://a.example'],
  ['http://127.0.0.1:80?x', 'http://127.0.0.1:80'],
  ['HTTPS://a.b#c', 'https://a.b'],
  ['nonsense', 'nonsense'],
])('the host of %s is %s', (url, host) => {
  expect(hostOf(url)).toBe(host);
});
