import type { Reason } from '../base/reason.ts';

/** `maybe`: nobody knows. `surely`: the service had finished it, the picture could not be had. */
export type Charged = 'maybe' | 'surely';

/** What a photo of unknown outcome is shown with. Every event that leads to `outcome-unknown` carries one. */
export interface Ruling {
  readonly reason: Reason;
  readonly charged: Charged;
}
