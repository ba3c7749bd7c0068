import { create } from 'zustand';
import type { AppState, QueueView } from '../../electron/contract/index.ts';

interface SessionState {
  /** Undefined until the main process answered for the first time. */
  readonly app: AppState | undefined;
  readonly queue: QueueView;
}

export const idleQueue: QueueView = {
  active: false,
  online: true,
  paused: undefined,
  total: 0,
  exported: 0,
  failed: 0,
  undecided: 0,
  cancelled: 0,
  waiting: 0,
  inFlight: 0,
  photosPerMinute: undefined,
  secondsLeft: undefined,
  creditsSpent: 0,
  creditsLeft: undefined,
  output: undefined,
};

export const useSession = create<SessionState>(() => ({ app: undefined, queue: idleQueue }));

export function showApp(app: AppState): void {
  useSession.setState({ app });
}

export function showQueue(queue: QueueView): void {
  useSession.setState({ queue });
}

export const useMode = () => useSession((s) => s.app?.mode ?? 'demo');
