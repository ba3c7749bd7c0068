import { describe, expect, it, vi } from 'vitest';
import { carryOver } from '../../../electron/imaging/transfer/carry-over.ts';
import { sameColours } from '../../../electron/imaging/transfer/colour/colour-map.ts';
import { FLOW_CELL, type Flow } from '../../../electron/imaging/transfer/motion/flow.ts';
import { TransferHelpers, type RowHelper } from '../../../electron/imaging/transfer/helper.ts';
import { plane } from '../../../electron/imaging/transfer/motion/plane.ts';
import { transfer, type TransferInput } from '../../../electron/imaging/transfer/transfer.ts';
import type { Pixels } from '../../../electron/imaging/transfer/types.ts';
import { equal, HEIGHT, inputOf, originalOf, scene, spots, WIDTH } from '../../unit/imaging/transfer/scene.ts';
import type { Spot } from '../../unit/imaging/transfer/scene.ts';

const entry = new URL('../../../electron/transfer-worker.ts', import.meta.url);
const missing = new URL('./no-such-thread.ts', import.meta.url);
const all = Object.entries(spots) as [string, Spot][];
const never = new AbortController().signal;

/** Keeps a copy of each row as it was when it was called final. */
class Witness {
  readonly #base: Pixels;
  readonly #rows: (Pixels['data'] | undefined)[];
  calls = 0;
  twice = 0;

  constructor(base: Pixels) {
    this.#base = base;
    this.#rows = Array.from({ length: base.height }, () => undefined);
  }

  readonly final = (from: number, to: number): void => {
    this.calls++;
    expect(from).toBeLessThan(to);
    expect(to).toBeLessThanOrEqual(this.#base.height);
    for (let y = from; y < to; y++) {
      if (this.#rows[y]) this.twice++;
      this.#rows[y] = this.#now(y).slice();
    }
  };

  get told(): number {
    return this.#rows.filter((row) => row !== undefined).length;
  }

  /** Rows that are not any more what they were when they were called final. */
  get changed(): number[] {
    return this.#rows.flatMap((row, y) => (row && !equal(row, this.#now(y)) ? [y] : []));
  }

  #now(y: number): Pixels['data'] {
    const line = this.#base.width * this.#base.channels;
    return this.#base.data.subarray(y * line, (y + 1) * line);
  }
}

type Lend = <T>(work: (helper: RowHelper | undefined) => Promise<T>) => Promise<T>;
const ways: [string, () => Lend][] = [
  ['without a helper', () => (work) => work(undefined)],
  [
    'with a helper',
    () => {
      const helpers = new TransferHelpers(entry);
      return (work) => helpers.lend(work);
    },
  ],
];

async function allOf(base: Pixels, input: TransferInput, lend: Lend): Promise<Witness> {
  const witness = new Witness(base);
  await lend((helper) => transfer(input, never, () => undefined, { helper, onFinal: witness.final }));
  return witness;
}

describe.each(ways)('rows that are final, %s', (_way, make) => {
  const lend = make();

  it.each(all)('are all of them, once, and stay as they are: retouched %s', async (where, spot) => {
    // Enlarged, made smaller, and of so few rows that some tiles have none.
    for (const [wide, high] of [
      [900, 840],
      [500, 470],
      [640, 600],
      [300, 2],
    ] as const) {
      // prettier-ignore
      const base = originalOf(wide, high);
      const before = base.data.slice();
      const witness = await allOf(base, inputOf(base, scene(spot, { shifted: wide === 900 })), lend);
      expect([witness.told, witness.twice, witness.changed]).toEqual([high, 0, []]);
      if (high > 2) expect(equal(before, base.data)).toBe(where === 'nowhere');
    }
  });

  it('are told of while others are still worked on', async () => {
    const base = originalOf(900, 840);
    const witness = new Witness(base);
    const input = inputOf(base, scene(spots.everywhere));
    const seen: number[] = [];
    const onProgress = (): void => void seen.push(witness.told);
    await lend((helper) => transfer(input, never, onProgress, { helper, onFinal: witness.final }));
    expect(witness.calls).toBe(4);
    expect(seen[0]).toBeGreaterThan(0);
    expect(seen[0]).toBeLessThan(840);
  });

  it.each([1, 2])('are not touched any more after an abort either (after %d of 4 rows of tiles)', async (last) => {
    const base = originalOf(900, 840);
    const witness = new Witness(base);
    const abort = new AbortController();
    const stop = (from: number, to: number): void => {
      witness.final(from, to);
      if (witness.calls === last) abort.abort(new Error('enough'));
    };
    const input = inputOf(base, scene(spots.everywhere, { shifted: true }));
    const aborted = lend((helper) => transfer(input, abort.signal, () => undefined, { helper, onFinal: stop }));
    await expect(aborted).rejects.toThrow('enough');
    const [told, copy] = [witness.told, base.data.slice()];
    expect(told).toBeGreaterThan(0);
    // Whatever the helper still had to do is over when it has done another picture.
    const other = originalOf(900, 840);
    await allOf(other, inputOf(other, scene(spots.everywhere)), lend);
    expect([witness.told, witness.twice, witness.changed]).toEqual([told, 0, []]);
    expect(equal(base.data, copy)).toBe(true);
  });

  it('are none where the work was aborted before', async () => {
    const base = originalOf(900, 840);
    const witness = new Witness(base);
    const means = { onFinal: witness.final };
    const signal = AbortSignal.abort(new Error('enough'));
    const input = inputOf(base, scene(spots['in the middle']));
    await expect(lend((helper) => transfer(input, signal, () => undefined, { ...means, helper }))).rejects.toThrow(
      'enough',
    );
    expect(witness.calls).toBe(0);
  });

  it('wait until the original was moved along with what the service moved', async () => {
    const pushed = plane(WIDTH / FLOW_CELL, HEIGHT / FLOW_CELL);
    pushed.data.fill(3);
    const flow: Flow = { x: pushed, y: plane(WIDTH / FLOW_CELL, HEIGHT / FLOW_CELL), reach: 3 };
    const base = originalOf(900, 840);
    const before = base.data.slice();
    const witness = new Witness(base);
    const carry = { base, small: scene(spots['in a corner']), colours: sameColours, fade: 1, flow };
    const { reshaped } = await lend((helper) =>
      carryOver(carry, never, () => undefined, { helper, onFinal: witness.final }),
    );
    expect(reshaped).toBe(true);
    expect([witness.told, witness.twice, witness.changed]).toEqual([840, 0, []]);
    // The last row lies far from the retouched corner: it was moved only.
    expect(equal(before.subarray(-2700), base.data.subarray(-2700))).toBe(false);
  });
});

describe('rows that are final, with a helper that breaks', () => {
  it.each(all)('are all of them, once, and stay as they are: retouched %s', async (_where, spot) => {
    const said = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const base = originalOf(900, 840);
    const helpers = new TransferHelpers(missing);
    const witness = await allOf(base, inputOf(base, scene(spot)), (work) => helpers.lend(work));
    expect([witness.told, witness.twice, witness.changed]).toEqual([840, 0, []]);
    said.mockRestore();
  });
});
