import type { Notice } from '../contract/index.ts';
import type { Push } from './push.ts';

/** Keeps news that came before the window could hear them: trouble with the preferences, the key, the queue's file. */
export class NoticeBoard {
  readonly #push: Push;
  #waiting: Notice[] | undefined = [];

  constructor(push: Push) {
    this.#push = push;
  }

  tell(notice: Notice): void {
    if (this.#waiting) this.#waiting.push(notice);
    else this.#push('notice', notice);
  }

  /** The window listens now (it has asked for the app's state): what waited is told, in order. */
  windowListens(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const notice of waiting) this.#push('notice', notice);
  }
}
