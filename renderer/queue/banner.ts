import type { KeyState, PauseKind, QueueView, Reason } from '../../electron/contract/index.ts';

/** What the button of a banner does. */
export type BannerAction = 'resume' | 'enter-key' | 'new-limit';

export interface BannerView {
  readonly kind: 'offline' | 'no-key' | Exclude<PauseKind, 'user'>;
  readonly action: BannerAction;
  /** The main process's sentence where it knows particulars; a reason where it has a code to translate. */
  readonly message: string | Reason | undefined;
}

const actions: Readonly<Record<Exclude<PauseKind, 'user'>, BannerAction>> = {
  key: 'enter-key',
  locked: 'resume',
  credits: 'resume',
  budget: 'new-limit',
  withdrawn: 'resume',
  disk: 'resume',
  unaccounted: 'resume',
  damaged: 'resume',
};

/**
 * The one banner to show. What stops everything comes before a lost connection; a pause that the photographer asked for
 * needs no banner, since the queue bar says it. Neither does a missing key while nothing waits for it.
 */
export function bannerOf(queue: QueueView, key: KeyState['kind']): BannerView | undefined {
  if (queue.paused !== undefined && queue.paused.kind !== 'user') {
    const { kind, message } = queue.paused;
    if (kind === 'key' && queue.total === 0) return undefined;
    if (kind === 'key' && key === 'none') return { kind: 'no-key', action: 'enter-key', message: undefined };
    return { kind, action: actions[kind], message };
  }
  if (!queue.online && queue.active) return { kind: 'offline', action: 'resume', message: queue.offlineReason };
  return undefined;
}
