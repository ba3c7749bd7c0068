import { useEffect, useState } from 'react';
import type { BatchEstimate, BatchRequest, Reason } from '../../electron/contract/index.ts';
import { invoke } from '../bridge.ts';

export type EstimateState =
  | { readonly kind: 'asking' }
  | { readonly kind: 'known'; readonly estimate: BatchEstimate }
  | { readonly kind: 'refused'; readonly reason: Reason };

const DELAY_MS = 120;

/** Asks what the batch would mean, again whenever the request changes. An answer to an older request is passed over. */
export function useEstimate(request: BatchRequest | undefined): EstimateState {
  const [known, setKnown] = useState<{ readonly request: BatchRequest; readonly state: EstimateState }>();

  useEffect(() => {
    if (request === undefined) return undefined;
    let current = true;
    const answer = (state: EstimateState) => {
      if (current) setKnown({ request, state });
    };
    const timer = setTimeout(() => {
      invoke('batch:estimate', request).then(
        (outcome) =>
          answer(outcome.ok ? { kind: 'known', estimate: outcome.value } : { kind: 'refused', reason: outcome.reason }),
        (error: unknown) =>
          answer({ kind: 'refused', reason: { code: 'ESTIMATE_FAILED', message: (error as Error).message } }),
      );
    }, DELAY_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [request]);

  return known?.request === request && known !== undefined ? known.state : { kind: 'asking' };
}
