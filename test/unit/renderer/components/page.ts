import { cleanup } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach } from 'vitest';
import type { AfterglowBridge, InvokeChannel, QueueView } from '../../../../electron/contract/index.ts';
import { startLanguage } from '../../../../renderer/i18n/index.ts';
import { idleQueue, useSession } from '../../../../renderer/state/app.ts';
import { useNotices } from '../../../../renderer/state/notices.ts';
import { useView } from '../../../../renderer/state/view.ts';

/** What the main process was asked, in order: the channel and its arguments. */
export const asked: unknown[][] = [];
/** What the main process answers; nothing for the others. */
export const answers: Partial<Record<InvokeChannel, unknown>> = {};

/** A queue at work, with just what a test cares about. */
export const working = (change: Partial<QueueView> = {}): QueueView => ({
  ...idleQueue,
  active: true,
  total: 1200,
  exported: 300,
  waiting: 900,
  inFlight: 4,
  ...change,
});

/** Puts the components of a test file into a page: the preload's bridge is the one part that is not real. */
export function setPage(): void {
  const bridge: AfterglowBridge = {
    invoke: (channel, ...args) => {
      asked.push([channel, ...args]);
      return Promise.resolve(answers[channel] as never);
    },
    on: () => () => undefined,
    pathOf: () => '',
  };
  Object.assign(window, { afterglow: bridge });
  // jsdom lays nothing out: sliders ask for their size and get none.
  class NoSize {
    observe(): void {}
    unobserve(): void {}
    disconnect(): void {}
  }
  globalThis.ResizeObserver ??= NoSize;
  const first = { session: useSession.getState(), view: useView.getState() };
  beforeAll(startLanguage);
  beforeEach(() => {
    asked.length = 0;
    for (const channel of Object.keys(answers)) delete answers[channel as InvokeChannel];
    useSession.setState(first.session, true);
    useView.setState(first.view, true);
    useNotices.setState({ notices: [] });
  });
  afterEach(cleanup);
}
