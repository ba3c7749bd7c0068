import { Notification, powerSaveBlocker } from 'electron';
import type { BrowserWindow } from 'electron';
import type { QueueView } from '../contract/index.ts';
import { progressOf, wordAtTheEnd } from './queue-words.ts';

/** What the queue shows outside the page: the taskbar's progress, a computer kept awake, a word when all is done. */
export class QueueSigns {
  readonly #window: () => BrowserWindow | undefined;
  #blocker: number | undefined;
  #before: QueueView | undefined;

  constructor(window: () => BrowserWindow | undefined) {
    this.#window = window;
  }

  show(view: QueueView): void {
    const window = this.#window();
    const { value, mode } = progressOf(view);
    window?.setProgressBar(value, { mode });
    this.#stayAwake(view.active && view.paused === undefined);
    const word = wordAtTheEnd(this.#before, view);
    this.#before = view;
    if (word !== undefined && window?.isFocused() !== true && Notification.isSupported()) {
      const notification = new Notification({ title: 'Afterglow', body: word });
      notification.on('click', () => this.#window()?.show());
      notification.show();
    }
  }

  close(): void {
    this.#stayAwake(false);
  }

  /** The screen may go dark; the computer must not sleep while photos are on their way. */
  #stayAwake(needed: boolean): void {
    if (needed) this.#blocker ??= powerSaveBlocker.start('prevent-app-suspension');
    else if (this.#blocker !== undefined) {
      powerSaveBlocker.stop(this.#blocker);
      this.#blocker = undefined;
    }
  }
}
