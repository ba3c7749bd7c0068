import type { Clock } from '../base/clock.ts';
import { messageOf, type Reason } from '../base/reason.ts';
import * as net from './connection.ts';
import type { CreditsAnswer, ServicePort } from './ports.ts';

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

  async #question(signal: AbortSignal): Promise<CreditsAnswer> {
    try {
      return await this.#service.credits(signal);
    } catch (error) {
      // A fault of the client proves no connection: while offline the next probe waits as after a loss.
      const reason = { code: 'client-error', message: messageOf(error) };
      return { kind: 'failed', failure: { kind: 'transient', reason }, offline: !this.#connection.online };
    }
  }
}
