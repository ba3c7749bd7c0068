import { expect, it } from 'vitest';
import { systemClock } from '../../../electron/base/clock.ts';
import { Link } from '../../../electron/queue/link.ts';
import type { CreditsAnswer, ServicePort } from '../../../electron/queue/ports.ts';

const reason = { code: 'proxy-sign-in', message: 'The proxy wants a password.' };
const signal = new AbortController().signal;

it('keeps what is in the way for as long as the connection is lost', async () => {
  const failed: CreditsAnswer = { kind: 'failed', failure: { kind: 'transient', reason }, offline: true };
  const answers: CreditsAnswer[] = [failed, failed, { kind: 'balance', credits: 8 }];
  const service: Pick<ServicePort, 'credits'> = { credits: () => Promise.resolve(answers.shift() ?? failed) };
  const link = new Link(service as ServicePort, systemClock);
  expect(link.offlineReason).toBeUndefined();
  await link.ask(signal);
  expect(link.offlineReason).toEqual(reason);
  await link.ask(signal);
  expect(link.offlineReason).toEqual(reason);
  await link.ask(signal);
  expect(link.online).toBe(true);
  expect(link.offlineReason).toBeUndefined();
  // A loss that no probe has explained yet has no reason of an older one.
  link.lost();
  expect(link.offlineReason).toBeUndefined();
});
