import type { Random } from './random.ts';

/** How often each thing goes wrong, 0 to 1 per occasion; and what is wrong for a while. */
export interface Faults {
  /** Connections cut before the body's last byte. */
  cut: number;
  /** The answer to a submit is lost after the service took it. */
  answerLost: number;
  /** A gateway answers a submit without the service's envelope, and without a task. */
  gateway: number;
  /** The picture comes with the answer to the submit. */
  inline: number;
  /** The service gives another task's number. */
  repeatedId: number;
  /** The service mixes two photos up: a task's address serves the picture of another task. */
  swappedResult: number;
  /** The address of one task serves the same file for another one as well. */
  sharedAddress: number;
  refusedPhoto: number;
  refusedAtPoll: number;
  taskFails: number;
  taskNeverEnds: number;
  transient: number;
  retryAfter: number;
  pollError: number;
  pollUnknownTask: number;
  /** Of questions about a task that was done: the service says that it failed. */
  disowned: number;
  /** Of questions about a task: refused with a 4xx that says nothing of the picture. */
  pollRefused: number;
  /** Above zero: of a tenth of the tasks no question is answered at all. */
  pollMute: number;
  /** A task is made, and its number comes with an error. */
  idInError: number;
  /** A task is done, and the answer says no address. */
  noAddress: number;
  addressDies: number;
  downloadCut: number;
  downloadDamaged: number;
  /** Of each write to the queue file. */
  store: number;
  /** Of each write of a file. */
  file: number;
  prepareRefused: number;
  prepareLocal: number;
  // What is wrong for a while:
  offline: boolean;
  portal: boolean;
  wrongKey: boolean;
  locked: boolean;
  withdrawn: boolean;
  diskFull: boolean;
  outage: boolean;
  /** The first host of results serves nobody; fresh addresses lie there, or on another. */
  hostDead: boolean;
}

export const NO_FAULTS: Faults = {
  cut: 0,
  answerLost: 0,
  gateway: 0,
  inline: 0,
  repeatedId: 0,
  swappedResult: 0,
  sharedAddress: 0,
  refusedPhoto: 0,
  refusedAtPoll: 0,
  taskFails: 0,
  taskNeverEnds: 0,
  transient: 0,
  retryAfter: 0,
  pollError: 0,
  pollUnknownTask: 0,
  disowned: 0,
  pollRefused: 0,
  pollMute: 0,
  idInError: 0,
  noAddress: 0,
  addressDies: 0,
  downloadCut: 0,
  downloadDamaged: 0,
  store: 0,
  file: 0,
  prepareRefused: 0,
  prepareLocal: 0,
  offline: false,
  portal: false,
  wrongKey: false,
  locked: false,
  withdrawn: false,
  diskFull: false,
  outage: false,
  hostDead: false,
};

export const SPELLS = [
  'offline',
  'portal',
  'wrongKey',
  'locked',
  'withdrawn',
  'diskFull',
  'outage',
  'hostDead',
] as const;

/** Each seed has its own weather: most faults are absent, some are rare, a few are frequent. */
export function weather(random: Random): Faults {
  const faults: Faults = { ...NO_FAULTS };
  const rare = new Set<keyof Faults>(['taskNeverEnds', 'pollUnknownTask', 'repeatedId', 'store', 'file']);
  for (const [name, value] of Object.entries(NO_FAULTS) as [keyof Faults, number | boolean][]) {
    if (typeof value === 'boolean' || random.chance(0.6)) continue;
    Object.assign(faults, { [name]: random.logUniform(0.01, rare.has(name) ? 0.1 : 0.5) });
  }
  return faults;
}
