import { createInterface } from 'node:readline/promises';
import { Writable, type Readable } from 'node:stream';
import type { StopRequest } from './stop-request.ts';
import { count, credits } from './text.ts';
import type { World } from './world.ts';

/** What a batch would cost, as far as it is known. */
export interface Price {
  readonly photos: number;
  /** Of these, photos that are already paid for. */
  readonly kept: number;
  readonly credits: number;
  /** From the cheapest to the dearest published price. */
  readonly dollars: { readonly low: number; readonly high: number };
  /** Usable balance; undefined when it could not be asked. */
  readonly balance: number | undefined;
}

/** Whether a person must be asked: only for money, only where somebody can answer, and not if they said yes beforehand. */
export function mustAsk(facts: {
  readonly yes: boolean;
  readonly credits: number;
  readonly terminal: boolean;
}): boolean {
  return facts.terminal && !facts.yes && facts.credits > 0;
}

/** The question before a paid batch. */
export function priceQuestion(price: Price): string {
  const dollars = `about $${price.dollars.low.toFixed(2)} to $${price.dollars.high.toFixed(2)}`;
  const kept = price.kept > 0 ? ` (${price.kept} already paid for)` : '';
  const balance =
    price.balance === undefined
      ? ''
      : price.balance < price.credits
        ? ` You have ${credits(price.balance)}: not enough for all.`
        : ` You have ${credits(price.balance)}.`;
  return `${count(price.photos, 'photo')}${kept} for ${credits(price.credits)}, ${dollars}.${balance} Go on? [y/N] `;
}

/** Standard error as the stream that a question is written to. */
export function screenOf(world: Pick<World, 'stderr'>): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      world.stderr.write(chunk.toString());
      done();
    },
  });
}

/** Asks, and waits. `no` is also the answer when the input ends; `interrupted` when Ctrl+C is pressed or the program is to end. */
export async function ask(
  question: string,
  input: Readable,
  output: Writable,
  stop: StopRequest,
): Promise<'yes' | 'no' | 'interrupted'> {
  const lines = createInterface({ input, output });
  const { promise, resolve } = Promise.withResolvers<'yes' | 'no' | 'interrupted'>();
  lines.on('SIGINT', () => resolve('interrupted'));
  const off = stop.once(() => resolve('interrupted'));
  lines.on('close', () => resolve('no'));
  lines.on('line', (line) => resolve(/^\s*y(?:es)?\s*$/i.test(line) ? 'yes' : 'no'));
  lines.setPrompt(question);
  lines.prompt();
  try {
    return await promise;
  } finally {
    off();
    lines.close();
  }
}
