import { create } from 'zustand';
import type { Notice, Reason } from '../../electron/contract/index.ts';
import { i18n } from '../i18n/index.ts';
import { reasonText } from '../i18n/reason-text.ts';

/** `brief`: a mere confirmation of what somebody just did; it goes by itself. All others stay until they are dismissed. */
export type ShownNotice = Notice & { readonly brief?: boolean };

interface NoticeState {
  /** Oldest first. */
  readonly notices: readonly ShownNotice[];
}

export const useNotices = create<NoticeState>(() => ({ notices: [] }));

/** Shows a notice. One with the same id is replaced, and one that says the same is not repeated. */
export function notify(notice: ShownNotice): void {
  useNotices.setState(({ notices }) => ({
    notices: [...notices.filter((n) => n.id !== notice.id && !sameWords(n, notice)), notice],
  }));
}

export function dismiss(id: string): void {
  useNotices.setState(({ notices }) => ({ notices: notices.filter((n) => n.id !== id) }));
}

export function dismissAll(): void {
  useNotices.setState({ notices: [] });
}

let made = 0;

export function notifyHere(tone: Notice['tone'], title: string, detail?: string): void {
  notify({ id: `window-${String(++made)}`, tone, title, detail });
}

/** Confirms what somebody just did. */
export function confirmBriefly(title: string): void {
  notify({ id: 'window-brief', tone: 'info', title, detail: undefined, brief: true });
}

/** A refusal of the main process, in plain words. */
export function notifyReason(reason: Reason): void {
  notifyHere('error', i18n.t('notice.refused'), reasonText(reason));
}

/** An error that nobody expected. It is shown, and kept in the console for a report. */
export function notifyError(error: unknown): void {
  console.error(error);
  notifyHere('error', i18n.t('notice.unexpected'), error instanceof Error ? error.message : String(error));
}

function sameWords(a: Notice, b: Notice): boolean {
  return a.title === b.title && a.detail === b.detail && a.tone === b.tone;
}
