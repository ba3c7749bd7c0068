import type { Clock } from '../../../../electron/base/clock.ts';
import type { ImagingChild } from '../../../../electron/imaging/process/child.ts';
import { startImaging } from '../../../../electron/imaging/process/client.ts';
import type { Probed } from '../../../../electron/imaging/open/probe.ts';
import type { FromChild, ToChild } from '../../../../electron/imaging/process/protocol.ts';

/** An answer that can be told from others. */
export const answerFor = (path: string): Probed => ({ kind: 'refused', reason: { code: 'played', message: path } });

/** A process whose behaviour the test plays itself. */
export class FakeChild implements ImagingChild {
  readonly got: ToChild[] = [];
  killed = false;
  /** Ends only when the test says so, not at once when it is killed. */
  slowToDie = false;
  #receive: ((message: unknown) => void) | undefined;
  #ended: (() => void) | undefined;

  send(message: unknown): void {
    this.got.push(message as ToChild);
  }
  onMessage(receive: (message: unknown) => void): void {
    this.#receive = receive;
  }
  onExit(ended: () => void): void {
    this.#ended = ended;
  }
  kill(): void {
    this.killed = true;
    if (!this.slowToDie) this.die();
  }
  /** Anything, as a process that was taken over may. */
  babble(message: unknown): void {
    this.#receive?.(message);
  }
  say(message: FromChild): void {
    this.#receive?.(message);
  }
  die(): void {
    this.#ended?.();
  }
  /** Paths of the probes it was asked for. */
  get asked(): string[] {
    return this.got.flatMap((m) => (m.kind === 'run' ? [(m.request as { path: string }).path] : []));
  }
  idOf(path: string): number {
    const message = this.got.find((m) => m.kind === 'run' && (m.request as { path: string }).path === path);
    if (message === undefined) throw new Error(`${path} was not sent`);
    return message.id;
  }
  start(path: string): void {
    this.say({ kind: 'started', id: this.idOf(path) });
  }
  finish(path: string): void {
    this.say({ kind: 'done', id: this.idOf(path), answer: answerFor(path) });
  }
}

/** A client, the processes it starts, and time that passes when the test says so. */
export function setUp(): {
  imaging: ReturnType<typeof startImaging>;
  children: FakeChild[];
  child: () => FakeChild;
  pass: (ms: number) => void;
} {
  const children: FakeChild[] = [];
  let now = 0;
  const timers = new Set<{ at: number; fn: () => void }>();
  const clock: Clock = {
    now: () => now,
    monotonic: () => now,
    after: (ms, fn) => {
      const timer = { at: now + ms, fn };
      timers.add(timer);
      return () => timers.delete(timer);
    },
  };
  const imaging = startImaging({
    clock,
    spawn: () => {
      const child = new FakeChild();
      children.push(child);
      return child;
    },
  });
  return {
    imaging,
    children,
    child: () => children.at(-1)!,
    pass: (ms) => {
      now += ms;
      for (const timer of [...timers].filter((t) => t.at <= now)) if (timers.delete(timer)) timer.fn();
    },
  };
}
