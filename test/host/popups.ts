import type { Chromium } from './chromium.ts';
import type { Params } from './cdp.ts';

/**
 * Closes every window that a page opens by itself; the app's answer to it is asked in `WebContents`. A popup that is closed
 * while it still waits for the debugger leaves its opener stuck: its requests are stopped, it runs, and then it goes.
 */
export async function closePopups({ connection }: Chromium): Promise<void> {
  const { browser } = connection;
  browser.on('Target.attachedToTarget', (params) => {
    const { targetInfo, sessionId, waitingForDebugger } = params as Params & {
      targetInfo: { targetId: string; type: string; openerId?: string };
      sessionId: string;
      waitingForDebugger: boolean;
    };
    const session = connection.session(sessionId);
    const isPopup = targetInfo.type === 'page' && targetInfo.openerId !== undefined;
    const steps = async () => {
      if (isPopup) await session.send('Fetch.enable');
      if (waitingForDebugger) await session.send('Runtime.runIfWaitingForDebugger');
      if (isPopup) await browser.send('Target.closeTarget', { targetId: targetInfo.targetId });
    };
    steps().catch((error: unknown) => {
      if (!/not found|Chromium is gone|No target|detached/i.test(String(error))) console.error(error);
    });
  });
  await browser.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: true, flatten: true });
}
