import { Notification, powerSaveBlocker } from 'electron';
import type { BrowserWindow } from 'electron';
import type { QueueView } from '../contract/index.ts';
import { progressOf, wordAtTheEnd } from './queue-words.ts';

export interface QueueSignsOptions {
  readonly window: () => BrowserWindow | undefined;
  /** What the photographer wants of it, asked anew each time. */
  readonly wishes: () => { readonly keepAwake: boolean; readonly notify: boolean };
  /** The queue has just come to its end by itself; `output` is where the last batch's pictures are. */
  readonly ended: (output: string | undefined) => void;
}

/** What the queue shows outside the page: the taskbar's progress, a computer kept awake, a word when all is done. */
export class QueueSigns {
  readonly #options: QueueSignsOptions;
  #blocker: number | undefined;
  #before: QueueView | undefined;

  constructor(options: QueueSignsOptions) {
    this.#options = options;
  }

  show(view: QueueView): void {
    const window = this.#options.window();
    const { keepAwake, notify } = this.#options.wishes();
    const { value, mode } = progressOf(view);
    window?.setProgressBar(value, { mode });
    this.#stayAwake(keepAwake && view.active && view.paused === undefined);
    const word = wordAtTheEnd(this.#before, view);
    this.#before = view;
    if (word === undefined) return;
    this.#options.ended(view.output);
    if (notify && window?.isFocused() !== true && Notification.isSupported()) this.#notify(word);
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

  #notify(body: string): void {
    const notification = new Notification({ title: 'Afterglow', body });
    notification.on('click', () => this.#options.window()?.show());
    notification.show();
  }
}
