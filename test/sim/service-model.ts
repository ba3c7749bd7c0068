import type { Reason } from '../../electron/base/reason.ts';
import type { Faults } from './faults.ts';
import type { Random } from './random.ts';

export const COST = 8;
export const LIFETIME_MS = 24 * 3_600_000;
/** Parts of the secrets that must appear nowhere. */
export const KEY = 'key-5e6d7c8b9a';
export const ADDRESS = '.example/secret-';
/** The host that may be dead for a while. */
export const FIRST_HOST = 'https://one';

export interface Task {
  readonly id: string;
  /** What was sent: the photo's content and the settings. */
  readonly content: string;
  readonly job: string;
  /** The life that sent it. */
  readonly run: number;
  readonly acceptedAt: number;
  /** Infinite: never. */
  readonly endsAt: number;
  readonly end: 'done' | 'failed' | 'photo';
  billed: boolean;
}

export interface Violations {
  violate(rule: string, what: string): void;
}

/** The vendor as documented: tasks, bills, a hidden limit, addresses that live a day. It knows nothing of the client's lives. */
export class VendorModel {
  readonly tasks: Task[] = [];
  readonly addresses = new Map<string, { readonly task: Task; readonly shows: string; dead: boolean }>();
  credits: number;
  /** Pictures that a person agreed to pay for again, per content. */
  readonly agreed = new Map<string, number>();
  /** Tasks that the client has asked about: it knows these numbers. */
  readonly asked = new Set<string>();
  /** The vendor's own clock: nobody turns it. */
  readonly #time: () => number;
  readonly #random: Random;
  readonly #faults: Faults;
  readonly #hiddenLimit: number;
  readonly #submitsPerMinute: number;
  readonly #rules: Violations;
  readonly #recent: number[] = [];
  readonly #fetched = new Set<string>();
  #serial = 0;

  constructor(time: () => number, random: Random, faults: Faults, rules: Violations) {
    this.#time = time;
    this.#random = random;
    this.#faults = faults;
    this.#rules = rules;
    this.#hiddenLimit = random.pick([1, 2, 3, 5, 8, 20]);
    this.#submitsPerMinute = random.pick([6, 30, 1_000]);
    this.credits = random.pick([0, 24, 80, 1_000]);
  }

  /** Lets what is due happen: a finished task is billed, whether anybody asks or not. */
  settle(): void {
    const now = this.#time();
    for (const task of this.tasks) {
      if (task.billed || task.end !== 'done' || task.endsAt > now) continue;
      task.billed = true;
      this.credits -= COST;
    }
  }

  atWork(): Task[] {
    const now = this.#time();
    // A task that never ends is dropped by the service after a day.
    return this.tasks.filter((task) => task.endsAt > now && task.acceptedAt + LIFETIME_MS > now);
  }

  /** What the service says to a whole body, before it makes a task; undefined: it takes it. */
  objection(
    content: string,
  ):
    | { kind: 'key' | 'locked' | 'withdrawn' | 'credits' | 'rate' | 'transient' | 'photo'; retryAfterMs?: number }
    | undefined {
    this.settle();
    const faults = this.#faults;
    const random = this.#random;
    const retry = (): { retryAfterMs?: number } =>
      random.chance(faults.retryAfter) ? { retryAfterMs: random.pick([1_000, 20_000, 300_000, 86_400_000]) } : {};
    if (faults.wrongKey) return { kind: 'key' };
    if (faults.locked) return { kind: 'locked' };
    if (faults.withdrawn) return { kind: 'withdrawn' };
    if (faults.outage || random.chance(faults.transient)) return { kind: 'transient', ...retry() };
    if (this.credits < COST * (this.atWork().length + 1)) return { kind: 'credits' };
    const now = this.#time();
    while (this.#recent.length > 0 && this.#recent[0]! < now - 60_000) this.#recent.shift();
    if (this.atWork().length >= this.#hiddenLimit || this.#recent.length >= this.#submitsPerMinute) {
      return { kind: 'rate', ...retry() };
    }
    // Whether a photo can be retouched is the photo's own nature.
    if (faults.refusedPhoto > 0 && hash(content) % 10 === 0) return { kind: 'photo' };
    return undefined;
  }

  take(content: string, job: string, run: number): Task {
    const random = this.#random;
    this.#recent.push(this.#time());
    const never = random.chance(this.#faults.taskNeverEnds);
    const takes = random.logUniform(1_000, 120_000);
    const refused = this.#faults.refusedAtPoll > 0 && hash(content) % 7 === 0;
    const failed = random.chance(this.#faults.taskFails);
    const task: Task = {
      id: `t${++this.#serial}`,
      content,
      job,
      run,
      acceptedAt: this.#time(),
      endsAt: never ? Number.POSITIVE_INFINITY : this.#time() + takes,
      end: refused ? 'photo' : failed ? 'failed' : 'done',
      billed: false,
    };
    this.tasks.push(task);
    // A task that has failed was free. Every other one has been paid for, or may yet be.
    const paid = this.payable().filter((other) => other.content === content).length;
    const allowed = 1 + (this.agreed.get(content) ?? 0);
    if (paid > allowed) this.#rules.violate('B', `${content} was taken ${paid} times, agreed ${allowed}`);
    return task;
  }

  /** Tasks that were billed or may still be. */
  payable(): Task[] {
    const now = this.#time();
    return this.tasks.filter((task) => task.billed || !(task.end !== 'done' && task.endsAt <= now));
  }

  /** A picture that came with the answer: billed at once. */
  takeInline(content: string, job: string, run: number): void {
    const task = this.take(content, job, run);
    this.tasks[this.tasks.length - 1] = { ...task, end: 'done', endsAt: this.#time(), billed: false };
    this.settle();
  }

  /** What the service says about a task. */
  ask(id: string): { state: 'working' | 'gone' | 'failed' | 'photo' } | { state: 'done'; url: string } {
    this.settle();
    this.asked.add(id);
    const now = this.#time();
    const task = this.tasks.find((one) => one.id === id);
    if (task === undefined || task.acceptedAt + LIFETIME_MS <= now) return { state: 'gone' };
    if (task.endsAt > now && !task.billed) return { state: 'working' };
    if (task.end !== 'done') return { state: task.end };
    const host = this.#faults.hostDead && this.#random.chance(0.5) ? 'https://two' : FIRST_HOST;
    const url = `${host}${ADDRESS}${++this.#serial}`;
    this.addresses.set(url, { task, shows: this.#shownFor(task), dead: false });
    return { state: 'done', url };
  }

  /** A task of which the service answers no question, while it has that fault. */
  isMute(id: string): boolean {
    return this.#faults.pollMute > 0 && hash(id) % 10 === 0;
  }

  /** Whether the client knows that a task is done: it has asked for its picture. */
  wasDone(id: string): boolean {
    return this.#fetched.has(id);
  }

  /** The content behind an address; undefined when it is dead. */
  fetch(url: string): string | undefined {
    const address = this.addresses.get(url);
    if (address === undefined) return undefined;
    this.#fetched.add(address.task.id);
    if (address.dead) return undefined;
    if (address.task.acceptedAt + LIFETIME_MS <= this.#time()) return undefined;
    if (this.#random.chance(this.#faults.addressDies)) {
      address.dead = true;
      return undefined;
    }
    return address.shows;
  }

  /** What the picture of a task shows: the photo that was sent, unless the service mixes things up. */
  #shownFor(task: Task): string {
    const random = this.#random;
    const others = this.tasks.filter((other) => other.content !== task.content && other.end === 'done');
    if (others.length > 0 && random.chance(this.#faults.swappedResult)) return random.pick(others).content;
    const newest = [...this.addresses.values()].at(-1);
    if (newest !== undefined && random.chance(this.#faults.sharedAddress)) return newest.shows;
    return task.content;
  }
}

export function why(code: string): Reason {
  return { code, message: `It went wrong: ${code}.` };
}

function hash(text: string): number {
  let h = 2_166_136_261;
  for (const char of text) h = Math.imul(h ^ char.charCodeAt(0), 16_777_619) >>> 0;
  return h;
}
