import type { InvokeChannel, InvokeChannels, Outcome } from '../../electron/contract/index.ts';
import { invoke } from '../bridge.ts';
import { notifyError, notifyReason } from './notices.ts';

/** What came of a call: its answer, or nothing because it failed and the failure was shown. */
export type Attempt<T> = { readonly done: true; readonly value: T } | { readonly done: false };

/** Asks the main process and shows a failed call as a notice. Never rejects. */
export async function attempt<C extends InvokeChannel>(
  channel: C,
  ...args: Parameters<InvokeChannels[C]>
): Promise<Attempt<ReturnType<InvokeChannels[C]>>> {
  try {
    return { done: true, value: await invoke(channel, ...args) };
  } catch (error) {
    notifyError(error);
    return { done: false };
  }
}

/** Unwraps an answer that may be a refusal, and shows the refusal. */
export function accepted<T>(answer: Attempt<Outcome<T> | undefined>): T | undefined {
  if (!answer.done || answer.value === undefined) return undefined;
  if (answer.value.ok) return answer.value.value;
  notifyReason(answer.value.reason);
  return undefined;
}
