import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { ask, mustAsk, priceQuestion } from '../../../electron/cli/ask.ts';
import { StopRequest } from '../../../electron/cli/stop-request.ts';
import { eventLine } from '../../../electron/cli/events.ts';
import { exitCodeOf, exitCodeOfReason, type Ending } from '../../../electron/cli/exit-code.ts';

const nothing = { failed: 0, unknown: 0, waiting: 0, unreadable: 0 };

describe('the exit code', () => {
  test.each<[number, Ending, Partial<typeof nothing>]>([
    [0, { kind: 'finished' }, {}],
    [1, { kind: 'finished' }, { failed: 1 }],
    [1, { kind: 'finished' }, { unknown: 1 }],
    [1, { kind: 'finished' }, { unreadable: 1 }],
    [3, { kind: 'stopped', by: 'key' }, { failed: 2 }],
    [3, { kind: 'stopped', by: 'locked' }, {}],
    [4, { kind: 'stopped', by: 'credits' }, { waiting: 5 }],
    [4, { kind: 'stopped', by: 'budget' }, {}],
    [5, { kind: 'stopped', by: 'offline' }, {}],
    [6, { kind: 'stopped', by: 'disk' }, {}],
    [6, { kind: 'stopped', by: 'another-process' }, {}],
    [1, { kind: 'stopped', by: 'withdrawn' }, {}],
    [130, { kind: 'interrupted' }, { failed: 1 }],
  ])('%i for %j with %j', (code, ending, left) => {
    expect(exitCodeOf(ending, { ...nothing, ...left })).toBe(code);
  });

  test.each([
    ['missing-input', 2],
    ['output-is-source', 2],
    ['output-inside-source', 2],
    ['bad-levels-file', 2],
    ['unknown-fault', 2],
    ['no-key', 3],
    ['disk-full', 6],
    ['another-process', 6],
  ])('of %s is %i', (code, exit) => {
    expect(exitCodeOfReason({ code, message: '' })).toBe(exit);
  });
});

test('an event is one line of JSON whatever the file is called', () => {
  const source = '/shoot/line\nbreak\u2028 "quoted" \ud83d.jpg';
  const line = eventLine({ event: 'photo', source, job: 'j1', state: 'exported', output: '/out/a.jpg' });
  expect(line.indexOf('\n')).toBe(line.length - 1);
  expect(JSON.parse(line)).toEqual({ event: 'photo', source, job: 'j1', state: 'exported', output: '/out/a.jpg' });
  expect(Buffer.from(line).toString()).toBe(line);
});

describe('the question before money', () => {
  const price = { photos: 12, kept: 0, credits: 12, dollars: { low: 0.1, high: 0.5 }, balance: 100 };

  test('says what is known', () => {
    expect(priceQuestion(price)).toBe(
      '12 photos for 12 credits, about $0.10 to $0.50. You have 100 credits. Go on? [y/N] ',
    );
    expect(priceQuestion({ ...price, photos: 13, kept: 1, balance: 5 })).toBe(
      '13 photos (1 already paid for) for 12 credits, about $0.10 to $0.50. You have 5 credits: not enough for all. Go on? [y/N] ',
    );
    expect(priceQuestion({ ...price, balance: undefined })).not.toContain('You have');
  });

  test('is asked only for money, and only where somebody can answer', () => {
    expect(mustAsk({ yes: false, credits: 1, terminal: true })).toBe(true);
    expect(mustAsk({ yes: true, credits: 1, terminal: true })).toBe(false);
    expect(mustAsk({ yes: false, credits: 0, terminal: true })).toBe(false);
    expect(mustAsk({ yes: false, credits: 1, terminal: false })).toBe(false);
  });

  test.each([
    ['y\n', 'yes'],
    [' YES \n', 'yes'],
    ['\n', 'no'],
    ['n\n', 'no'],
    ['yesterday\n', 'no'],
    ['', 'no'],
  ])('%j means %s', async (typed, answer) => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    input.end(typed);
    const stop = new StopRequest({ onStop: () => () => undefined, abandon: () => undefined });
    expect(await ask('Go on? ', input, output, stop)).toBe(answer);
    expect(String(output.read())).toContain('Go on? ');
  });

  test('gets no answer when the program is to end', async () => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    let end: () => void = () => undefined;
    const stop = new StopRequest({
      onStop: (fn) => ((end = () => fn('system')), () => undefined),
      abandon: () => undefined,
    });
    const answer = ask('Go on? ', input, output, stop);
    end();
    expect(await answer).toBe('interrupted');
  });
});
