import type { Clock } from '../base/clock.ts';
import { photoLine, progressLine, type FinishedPhoto, type ProgressView } from './progress.ts';

/** What of a stream the display needs; `process.stderr` and `process.stdout` fit. */
export interface Screen {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface Look {
  /** A bar that is drawn over and over; otherwise one line per photo. */
  readonly bar: boolean;
  readonly colour: boolean;
}

/** How to show progress on a stream: the bar needs a terminal that can clear a line; NO_COLOR is honoured (no-color.org). */
export function lookOf(screen: Screen, env: Readonly<Record<string, string | undefined>>): Look {
  const bar = screen.isTTY === true && env['TERM'] !== 'dumb';
  return { bar, colour: bar && (env['NO_COLOR'] ?? '') === '' };
}

export interface Progress {
  update(view: ProgressView): void;
  finished(photo: FinishedPhoto, done: number, total: number): void;
  /** A message of its own line, already printable. */
  say(text: string): void;
  /** Draws the last state for good. Nothing may follow. */
  end(): void;
}

const REDRAW_MS = 100;
const CLEAR_LINE = '\r\u001b[K';
const RED = '\u001b[31m';
const YELLOW = '\u001b[33m';
const PLAIN = '\u001b[0m';

export function createProgress(screen: Screen, look: Look, clock: Pick<Clock, 'monotonic' | 'after'>): Progress {
  return look.bar ? barProgress(screen, look.colour, clock) : lineProgress(screen);
}

function lineProgress(screen: Screen): Progress {
  return {
    update: () => undefined,
    finished: (photo, done, total) => void screen.write(`${photoLine(photo, done, total)}\n`),
    say: (text) => void screen.write(`${text}\n`),
    end: () => undefined,
  };
}

function barProgress(screen: Screen, colour: boolean, clock: Pick<Clock, 'monotonic' | 'after'>): Progress {
  let view: ProgressView | undefined;
  let drawnAt = -Infinity;
  let cancel: (() => void) | undefined;

  function draw(): void {
    cancel?.();
    cancel = undefined;
    if (view === undefined) return;
    drawnAt = clock.monotonic();
    // One column stays free: a full line makes some terminals wrap, and then the next drawing leaves a copy behind.
    screen.write(CLEAR_LINE + progressLine(view, (screen.columns ?? 80) - 1));
  }

  function above(text: string): void {
    screen.write(`${CLEAR_LINE}${text}\n`);
    draw();
  }

  return {
    update(next) {
      view = next;
      const wait = drawnAt + REDRAW_MS - clock.monotonic();
      if (wait <= 0) draw();
      else cancel ??= clock.after(wait, draw);
    },
    finished(photo, done, total) {
      // The bar already counts what went well.
      if (photo.ending === 'exported' || photo.ending === 'cancelled') return;
      const tint = photo.ending === 'failed' ? RED : YELLOW;
      const line = photoLine(photo, done, total);
      above(colour ? `${tint}${line}${PLAIN}` : line);
    },
    say: above,
    end() {
      draw();
      if (view !== undefined) screen.write('\n');
      view = undefined;
    },
  };
}
