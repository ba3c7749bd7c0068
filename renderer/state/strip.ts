import { create } from 'zustand';
import type { StripView } from '../../electron/contract/index.ts';

/** The test strip that was made last; it stays until another one is made, so that it can be looked at again. */
export const useStrip = create<{ readonly strip: StripView | undefined }>(() => ({ strip: undefined }));

/** News of another strip than the one on screen are of an older one, and passed over. */
export function showStrip(strip: StripView): void {
  useStrip.setState((before) => (before.strip === undefined || before.strip.id === strip.id ? { strip } : {}));
}

export function beginStrip(strip: StripView): void {
  useStrip.setState({ strip });
}

export function forgetStrip(): void {
  useStrip.setState({ strip: undefined });
}
