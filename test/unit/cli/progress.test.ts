import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { photoLine, progressLine, summaryText, type ProgressView } from '../../../electron/cli/progress.ts';
import { createProgress, lookOf } from '../../../electron/cli/terminal.ts';
import { columnsOf } from '../../../electron/cli/text.ts';

const view: ProgressView = {
  done: 120,
  total: 480,
  troubled: 0,
  photosPerMinute: 41.6,
  secondsLeft: 520,
  creditsSpent: 120,
  current: 'day 1/anna.jpg',
  standstill: undefined,
};

describe('the line', () => {
  test('says all there is room for', () => {
    expect(progressLine(view, 120)).toBe(
      '[#####---------------]  120/480  42 photos/min  8 min 40 s left  120 credits spent  day 1/anna.jpg',
    );
  });

  test('gives up the least important first', () => {
    expect(progressLine(view, 96)).toMatch(/spent {2}… 1\/anna\.jpg$/);
    expect(progressLine(view, 80)).toMatch(/spent$/);
    expect(progressLine(view, 70)).toBe('[#####---------------]  120/480  8 min 40 s left  120 credits spent');
    expect(progressLine(view, 50)).toBe('[#####---------------]  120/480  8 min 40 s left');
    expect(progressLine(view, 30)).toBe('120/480  8 min 40 s left');
    expect(progressLine(view, 10)).toBe('120/480');
    expect(progressLine(view, 3)).toBe('');
  });

  test('says why nothing moves instead of the file, and what did not work', () => {
    expect(progressLine({ ...view, troubled: 3, standstill: 'offline, waiting' }, 140)).toMatch(
      /120\/480 {2}3 not done .* offline, waiting$/,
    );
  });

  test('an empty batch and slow photos are fine', () => {
    const start = {
      ...view,
      done: 0,
      total: 0,
      photosPerMinute: undefined,
      secondsLeft: undefined,
      current: undefined,
    };
    expect(progressLine(start, 80)).toBe('[--------------------]  0/0  120 credits spent');
    expect(progressLine({ ...view, photosPerMinute: 0.42 }, 120)).toContain('0.4 photos/min');
  });

  test('never is wider than the terminal, whatever the file is called', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 60 }),
        fc.integer({ min: 0, max: 160 }),
        (current, columns) => {
          expect(columnsOf(progressLine({ ...view, current }, columns))).toBeLessThanOrEqual(columns);
        },
      ),
    );
  });
});

test('a finished photo has a line that a script can read and a terminal survives', () => {
  expect(photoLine({ relativePath: 'tab\there.jpg', ending: 'exported', output: '/out/tab\there.jpg' }, 7, 480)).toBe(
    '[  7/480] exported  tab\\there.jpg -> /out/tab\\there.jpg',
  );
  expect(photoLine({ relativePath: 'a.jpg', ending: 'failed', message: 'The file is\ndamaged.' }, 480, 480)).toBe(
    '[480/480] failed  a.jpg: The file is\\ndamaged.',
  );
});

test('the summary leaves out what did not happen', () => {
  const summary = {
    exported: 1,
    skipped: 0,
    failed: 0,
    unknown: 0,
    waiting: 0,
    creditsSpent: 1,
    seconds: 61,
    outputs: ['/out'],
  };
  expect(summaryText(summary)).toBe('1 photo exported in 1 min 01 s; 1 credit spent.\nResults: /out');
  expect(summaryText({ ...summary, exported: 0, skipped: 2, failed: 3, unknown: 1, waiting: 4, outputs: [] })).toBe(
    '0 photos exported, 2 left out, 3 failed, 1 needs a decision, 4 waiting in 1 min 01 s; 1 credit spent.',
  );
});

/** A clock that stands still until it is moved. */
function handClock() {
  let now = 0;
  let timers: { at: number; fn: () => void }[] = [];
  return {
    monotonic: () => now,
    after(ms: number, fn: () => void) {
      const timer = { at: now + ms, fn };
      timers.push(timer);
      return () => (timers = timers.filter((each) => each !== timer));
    },
    pass(ms: number) {
      now += ms;
      const due = timers.filter((timer) => timer.at <= now);
      timers = timers.filter((timer) => timer.at > now);
      for (const timer of due) timer.fn();
    },
    waiting: () => timers.length,
  };
}

function screen(columns: number | undefined = 100) {
  let text = '';
  return { isTTY: true, columns, write: (more: string) => (text += more), text: () => text };
}

const CLEAR = '\r\u001b[K';

describe('on a terminal', () => {
  test('the bar is drawn at once, then at most ten times a second, and the last state is never lost', () => {
    const [out, clock] = [screen(18), handClock()];
    const progress = createProgress(out, { bar: true, colour: false }, clock);
    for (let done = 1; done <= 50; done++) progress.update({ ...view, done, secondsLeft: undefined });
    expect(out.text()).toBe(`${CLEAR}1/480`);
    clock.pass(100);
    expect(out.text()).toBe(`${CLEAR}1/480${CLEAR}50/480`);
    progress.update({ ...view, done: 51, secondsLeft: undefined });
    progress.end();
    expect(out.text()).toBe(`${CLEAR}1/480${CLEAR}50/480${CLEAR}51/480\n`);
    expect(clock.waiting()).toBe(0);
  });

  test('messages and trouble stand above the bar; what went well needs no line', () => {
    const [out, clock] = [screen(18), handClock()];
    const progress = createProgress(out, { bar: true, colour: true }, clock);
    progress.update({ ...view, secondsLeft: undefined });
    progress.finished({ relativePath: 'a.jpg', ending: 'exported', output: '/out/a.jpg' }, 1, 2);
    progress.finished({ relativePath: 'b.jpg', ending: 'failed', message: 'Damaged.' }, 2, 2);
    progress.say('Hello.');
    expect(out.text()).toBe(
      `${CLEAR}120/480${CLEAR}\u001b[31m[2/2] failed  b.jpg: Damaged.\u001b[0m\n${CLEAR}120/480${CLEAR}Hello.\n${CLEAR}120/480`,
    );
  });

  test('a terminal that does not tell its width, and an end without a beginning, do no harm', () => {
    const [out, clock] = [screen(undefined), handClock()];
    createProgress(out, { bar: true, colour: false }, clock).end();
    expect(out.text()).toBe('');
  });
});

test('elsewhere there is a line per finished photo, and no control character', () => {
  const [out, clock] = [screen(), handClock()];
  const progress = createProgress(out, { bar: false, colour: false }, clock);
  progress.update(view);
  progress.finished({ relativePath: 'a\u001b.jpg', ending: 'exported', output: '/out/a.jpg' }, 1, 1);
  progress.say('Done.');
  progress.end();
  expect(out.text()).toBe('[1/1] exported  a\\x1b.jpg -> /out/a.jpg\nDone.\n');
});

test.each([
  [true, {}, { bar: true, colour: true }],
  [true, { NO_COLOR: '1' }, { bar: true, colour: false }],
  [true, { NO_COLOR: '' }, { bar: true, colour: true }],
  [true, { TERM: 'dumb' }, { bar: false, colour: false }],
  [false, {}, { bar: false, colour: false }],
])('terminal %s with %j', (isTTY, env, look) => {
  expect(lookOf({ ...screen(), isTTY }, env)).toEqual(look);
});
