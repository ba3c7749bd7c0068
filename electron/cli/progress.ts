import { columnsOf, count, credits, duration, keepEnd, printable } from './text.ts';

/** Where a run stands. */
export interface ProgressView {
  /** Photos that need nothing more: exported, left out, failed, or waiting for a decision. */
  readonly done: number;
  readonly total: number;
  /** Of these, photos that failed or need a decision. */
  readonly troubled: number;
  readonly photosPerMinute: number | undefined;
  readonly secondsLeft: number | undefined;
  readonly creditsSpent: number;
  /** Relative path of the photo that moved last. */
  readonly current: string | undefined;
  /** Why nothing moves: offline, or the whole queue is paused. */
  readonly standstill: string | undefined;
}

const BAR_COLUMNS = 20;
/** A file's name below this is no help. */
const MIN_NAME_COLUMNS = 12;

/** One line of at most `columns` columns. What matters least gives way first: the file, the speed, the credits, the bar. */
export function progressLine(view: ProgressView, columns: number): string {
  const share = view.total === 0 ? 0 : Math.min(1, view.done / view.total);
  const filled = Math.floor(share * BAR_COLUMNS);
  const bar = `[${'#'.repeat(filled)}${'-'.repeat(BAR_COLUMNS - filled)}]`;
  const done = `${view.done}/${view.total}`;
  const trouble = view.troubled > 0 ? `${view.troubled} not done` : undefined;
  const spent = `${credits(view.creditsSpent)} spent`;
  const speed = view.photosPerMinute === undefined ? undefined : `${speedText(view.photosPerMinute)} photos/min`;
  const left = view.secondsLeft === undefined ? undefined : `${duration(view.secondsLeft)} left`;
  const tail = view.standstill ?? view.current;

  const choices = [
    [bar, done, trouble, speed, left, spent],
    [bar, done, trouble, left, spent],
    [bar, done, left],
    [done, left],
    [done],
  ].map((parts) => parts.filter((part) => part !== undefined).join('  '));
  const line = choices.find((choice) => columnsOf(choice) <= columns) ?? '';
  const room = columns - columnsOf(line) - 2;
  return tail === undefined || room < MIN_NAME_COLUMNS ? line : `${line}  ${keepEnd(printable(tail), room)}`;
}

function speedText(photosPerMinute: number): string {
  return photosPerMinute < 10 ? photosPerMinute.toFixed(1) : String(Math.round(photosPerMinute));
}

/** A photo that needs nothing more, for a line of its own. */
export interface FinishedPhoto {
  readonly relativePath: string;
  readonly ending: 'exported' | 'skipped' | 'failed' | 'undecided' | 'cancelled';
  readonly output?: string;
  readonly message?: string;
}

const WORDS: Readonly<Record<FinishedPhoto['ending'], string>> = {
  exported: 'exported',
  skipped: 'left out',
  failed: 'failed',
  undecided: 'needs a decision',
  cancelled: 'cancelled',
};

/** `[12/480] exported  day 1/anna.jpg -> /…/anna.jpg`. */
export function photoLine(photo: FinishedPhoto, done: number, total: number): string {
  const width = String(total).length;
  const place = `[${String(done).padStart(width)}/${total}]`;
  const target = photo.ending === 'exported' && photo.output !== undefined ? ` -> ${printable(photo.output)}` : '';
  const why = photo.message === undefined ? '' : `: ${printable(photo.message)}`;
  return `${place} ${WORDS[photo.ending]}  ${printable(photo.relativePath)}${target}${why}`;
}

/** The last words of a run, for people. */
export function summaryText(summary: {
  readonly exported: number;
  readonly skipped: number;
  readonly failed: number;
  readonly unknown: number;
  readonly waiting: number;
  readonly creditsSpent: number;
  readonly seconds: number;
  readonly outputs: readonly string[];
}): string {
  const parts = [
    `${count(summary.exported, 'photo')} exported`,
    ...(summary.skipped > 0 ? [`${summary.skipped} left out`] : []),
    ...(summary.failed > 0 ? [`${summary.failed} failed`] : []),
    ...(summary.unknown > 0 ? [`${summary.unknown} need${summary.unknown === 1 ? 's' : ''} a decision`] : []),
    ...(summary.waiting > 0 ? [`${summary.waiting} waiting`] : []),
  ];
  const where = summary.exported === 0 ? '' : summary.outputs.map((out) => `\nResults: ${printable(out)}`).join('');
  return `${parts.join(', ')} in ${duration(summary.seconds)}; ${credits(summary.creditsSpent)} spent.${where}`;
}
