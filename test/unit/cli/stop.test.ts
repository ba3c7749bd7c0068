import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { stopCauses } from '../../../electron/cli/stop-causes.ts';
import { StopRequest } from '../../../electron/cli/stop-request.ts';
import type { StopCause } from '../../../electron/cli/world.ts';

function desk() {
  let ask: (cause: StopCause) => void = () => undefined;
  const abandoned: number[] = [];
  const stop = new StopRequest({
    onStop: (fn) => ((ask = fn), () => (ask = () => undefined)),
    abandon: (code) => void abandoned.push(code),
  });
  return { stop, abandoned, ask: (cause: StopCause) => ask(cause) };
}

describe('a request to end', () => {
  it('is abandoned by a second Ctrl+C only', () => {
    const { stop, abandoned, ask } = desk();
    expect(stop.asked).toBe(false);
    for (let i = 0; i < 5; i++) ask('system');
    expect([stop.asked, abandoned]).toEqual([true, []]);
    ask('person');
    expect(abandoned).toEqual([]);
    ask('person');
    expect(abandoned).toEqual([130]);
  });

  it('reaches who asks for it late, and nobody who has stopped asking', async () => {
    const { stop, ask } = desk();
    const heard: string[] = [];
    const off = stop.once(() => heard.push('off'));
    stop.once(() => heard.push('early'));
    off();
    ask('person');
    stop.once(() => heard.push('late'));
    await Promise.resolve();
    expect(heard).toEqual(['early', 'late']);
  });
});

describe('the causes', () => {
  it.each([
    ['SIGINT', 'person'],
    ['SIGBREAK', 'person'],
    ['SIGTERM', 'system'],
    ['SIGHUP', 'system'],
  ])('%s comes from the %s', (signal, cause) => {
    const process = new EventEmitter();
    const heard: StopCause[] = [];
    const off = stopCauses(process, []).onStop((by) => heard.push(by));
    process.emit(signal);
    expect(heard).toEqual([cause]);
    off();
    process.emit(signal);
    expect(heard).toEqual([cause]);
    // Without a listener the signal has its usual effect.
    expect(process.listenerCount(signal)).toBe(0);
  });

  it.each([0, 1])('a reader that has gone is one, also for who listens later (output %i)', async (which) => {
    const outputs = [new PassThrough(), new PassThrough()];
    const causes = stopCauses(new EventEmitter(), outputs);
    const heard: string[] = [];
    causes.onStop((by) => heard.push(by));
    const lost = outputs[which];
    lost?.destroy(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    if (lost) await new Promise((resolve) => lost.once('close', resolve));
    expect(heard).toEqual(['system']);
    causes.onStop((by) => heard.push(`late: ${by}`));
    await Promise.resolve();
    expect(heard).toEqual(['system', 'late: system']);
  });
});
