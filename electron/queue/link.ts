import type { Clock } from '../base/clock.ts';
import { messageOf, type Reason } from '../base/reason.ts';
import * as net from './connection.ts';
import type { CreditsAnswer, ServicePort } from './ports.ts';

/** Milliseconds until a question for the balance is given up. */
const LONGEST_QUESTION_MS = 20_000;

/** The connection to the service, and the balance, which the same free request tells. */
export class Link {
  readonly #service: ServicePort;
  readonly #clock: Clock;
  #connection: net.Connection = net.ONLINE;
  #inTheWay: Reason | undefined;
  #balance: { readonly credits: number; readonly at: number } | undefined;

  constructor(service: ServicePort, clock: Clock) {
    this.#service = service;
    this.#clock = clock;
  }

  get online(): boolean {
    return this.#connection.online;
  }

  get offlineSince(): number | undefined {
    return this.#connection.online ? undefined : this.#connection.since;
  }

  /** What the last probe said of the connection; undefined while online. */
  get offlineReason(): Reason | undefined {
    return this.#connection.online ? undefined : this.#inTheWay;
  }

  /** Usable credits and when they were asked for (wall clock before the question). */
  get balance(): { readonly credits: number; readonly at: number } | undefined {
    return this.#balance;
  }

  /** After a loss, until a request did real work: one thing at a time. */
  get shaky(): boolean {
    return this.#connection.delayMs > net.ONLINE.delayMs;
  }

  /** Milliseconds until the next probe is due; undefined while online. */
  get probeInMs(): number | undefined {
    return this.#connection.online ? undefined : Math.max(0, this.#connection.probeAt - this.#clock.monotonic());
  }

  lost(): void {
    if (this.#connection.online) this.#connection = net.lost(this.#connection, this.#clock.monotonic());
  }

  good(): void {
    this.#connection = net.confirmed();
  }

  probeNow(): void {
    this.#connection = net.probeNow(this.#connection, this.#clock.monotonic());
  }

  /** Asks for the balance. Any answer, even a refusal, proves the connection. */
  async ask(signal: AbortSignal): Promise<CreditsAnswer> {
    const at = this.#clock.now();
    const answer = await this.#question(signal);
    if (answer.kind === 'balance') this.#balance = { credits: answer.credits, at };
    if (answer.kind === 'failed' && answer.offline) {
      this.#inTheWay = answer.failure.reason;
      this.#connection = net.lost(this.#connection, this.#clock.monotonic());
    } else if (!this.#connection.online) {
      this.#inTheWay = undefined;
      this.#connection = net.answered(this.#connection);
    }
    return answer;
  }

  /** A free question is not worth waiting for: whoever needs its answer would hang with it. */
  async #question(signal: AbortSignal): Promise<CreditsAnswer> {
    const tooLong = new AbortController();
    const { promise: silence, resolve } = Promise.withResolvers<CreditsAnswer>();
    const cancel = this.#clock.after(LONGEST_QUESTION_MS, () => {
      tooLong.abort();
      resolve(this.#failed('no-answer', 'The service did not answer in time.'));
    });
    try {
      return await Promise.race([this.#service.credits(AbortSignal.any([signal, tooLong.signal])), silence]);
    } catch (error) {
      return this.#failed('client-error', messageOf(error));
    } finally {
      cancel();
    }
  }

  /** What proves nothing of the connection leaves it as it was: while offline the next probe waits as after a loss. */
  #failed(code: string, message: string): CreditsAnswer {
    const failure = { kind: 'transient', reason: { code, message } } as const;
    return { kind: 'failed', failure, offline: !this.#connection.online };
  }
}
