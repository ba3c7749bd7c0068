import type { Reason } from '../base/reason.ts';
import { connectService, type ServiceChoice } from '../engine/index.ts';

/** `unknown`: the service could not be asked. */
export type KeyVerdict =
  { readonly kind: 'good'; readonly credits: number } | { readonly kind: 'bad' | 'unknown'; readonly reason: Reason };

/** Asks the live service whether it takes a key. Free. */
export async function checkKey(key: string, live: ServiceChoice): Promise<KeyVerdict> {
  if (live.kind !== 'live') throw new Error('only the live service takes keys');
  const service = await connectService({ ...live, key: () => key });
  try {
    const answer = await service.port.credits(AbortSignal.timeout(15_000));
    if (answer.kind === 'balance') return { kind: 'good', credits: answer.credits };
    const { kind, reason } = answer.failure;
    return { kind: kind === 'key' || kind === 'locked' ? 'bad' : 'unknown', reason };
  } finally {
    await service.close();
  }
}
