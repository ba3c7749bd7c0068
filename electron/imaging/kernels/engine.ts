import { limits } from '../transfer/limits.ts';
import { ENCODE_STEPS } from '../transfer/colour/colour-map.ts';
import type { Engine, EngineSetup, Halves, TileBytes, TilePlace } from '../transfer/engine.ts';
import { TILE, tileSide } from '../transfer/engine.ts';
import { indexOf } from '../transfer/types.ts';
import type { PixelRows } from '../transfer/types.ts';
import { release } from '../transfer/release.ts';
import { catmullRomTaps } from '../transfer/resample.ts';
import { instantiate } from './instance.ts';

/** What `assembly/index.ts` exports. */
interface Kernels {
  readonly memory: WebAssembly.Memory;
  reserve(side: number, wide: number): void;
  bytesAt(): number;
  tapsAt(): number;
  tapWeightsAt(): number;
  lineAt(): number;
  workAt(): number;
  maskAt(): number;
  tablesAt(): number;
  take(which: number, kind: number): void;
  findMask(
    gainFloor: number,
    toneFrom: number,
    toneTo: number,
    lostFrom: number,
    lostTo: number,
    relative: number,
  ): number;
  controlTaken(): void;
  findChange(noise: number, lossless: number, enlarged: number): void;
  stretchMask(row: number, place: number, width: number): number;
  stretchChange(row: number, place: number, width: number): void;
  apply(
    width: number,
    channels: number,
    colours: number,
    deep: number,
    fade: number,
    ...places: [number, number, number, number, number, number, number, number]
  ): number;
}

/** How the kernels read the small pictures' bytes. */
const kind = { asTheyAre: 0, luma: 1, tables: 2 } as const;

/** Rows and columns around a tile that enlarging it reaches to. */
const TAPS_AROUND = 2;

/** An engine's setup; of the colour map it needs the tables alone. */
type FastSetup = Omit<EngineSetup, 'colours'> & {
  readonly colours: Pick<EngineSetup['colours'], 'channels' | 'tables'>;
};

/** The engine in SIMD WebAssembly, about ten times the speed of the reference. Every engine has memory of its own. */
export async function fastEngine(setup: FastSetup): Promise<Engine> {
  return new FastEngine(await instantiate<Kernels>(), setup);
}

class FastEngine implements Engine {
  readonly side: number;
  readonly #kernels: Kernels;
  readonly #setup: FastSetup;
  readonly #heap: Uint8Array;

  constructor(kernels: Kernels, setup: FastSetup) {
    this.side = tileSide(setup.match);
    this.#kernels = kernels;
    this.#setup = setup;
    kernels.reserve(this.side, setup.widest);
    // The memory does not grow again, so that this view stays valid.
    this.#heap = new Uint8Array(kernels.memory.buffer);
    const { tables } = setup.colours;
    if (tables) {
      const at = kernels.tablesAt();
      new Float32Array(kernels.memory.buffer, at, 256).set(tables.linear);
      new Float32Array(kernels.memory.buffer, at + 1024, 9).set(tables.matrix);
      new Float32Array(kernels.memory.buffer, at + 1024 + 36, 3 * (ENCODE_STEPS + 1)).set(tables.encode);
    }
  }

  run(tile: TileBytes, place: TilePlace, base: PixelRows): number {
    return this.#analyse(tile, place.smallWidth < base.width) ? this.#apply(place, base) : 0;
  }

  readonly halves: Halves = {
    foresee: (tile, enlarged) => {
      if (!this.#analyse(tile, enlarged)) return undefined;
      const { change, mask } = this.#planes();
      const precomputed = new Float32Array(change.length + mask.length);
      precomputed.set(change);
      precomputed.set(mask, change.length);
      return precomputed;
    },
    carryOut: (precomputed, place, base) => {
      const { change, mask } = this.#planes();
      change.set(precomputed.subarray(0, change.length));
      mask.set(precomputed.subarray(change.length));
      release(precomputed);
      return this.#apply(place, base);
    },
  };

  /** What is known of the tile's inside and as many rows around it as enlarging needs, in the kernels' memory. */
  #planes(): { change: Float32Array; mask: Float32Array } {
    const { buffer } = this.#kernels.memory;
    const margin = (this.side - TILE) / 2 - TAPS_AROUND;
    const pixels = this.side * (this.side - 2 * margin);
    const before = this.side * margin;
    return {
      change: new Float32Array(buffer, this.#kernels.workAt() + before * 16, pixels * 4),
      mask: new Float32Array(buffer, this.#kernels.maskAt() + before * 4, pixels),
    };
  }

  /** Leaves what the tile says in the kernels' memory. False: nothing in it is retouched. */
  #analyse(tile: TileBytes, enlarged: boolean): boolean {
    const { colours, match } = this.#setup;
    const how = colours.tables ? kind.tables : colours.channels === 1 ? kind.luma : kind.asTheyAre;
    const kernels = this.#kernels;
    const take = (bytes: Uint8Array, which: number): void => {
      this.#heap.set(bytes, kernels.bytesAt());
      kernels.take(which, how);
    };
    [tile.submitted, tile.control, tile.retouched].forEach(take);
    const { gainFloor, noise, tone, lostDetail } = limits[match];
    if (!kernels.findMask(gainFloor, ...tone, ...lostDetail, match === 'unmatched' ? 1 : 0)) return false;
    if (tile.shifted) {
      take(tile.shifted, 1);
      kernels.controlTaken();
    }
    kernels.findChange(noise, match === 'lossless' ? 1 : 0, enlarged ? 1 : 0);
    return true;
  }

  #apply(place: TilePlace, base: PixelRows): number {
    const { colours, fade } = this.#setup;
    const kernels = this.#kernels;
    const wide = place.x1 - place.x0;
    this.#writeTaps(place, base.width);
    const down = catmullRomTaps(place.smallHeight, base.height, place.y0, place.y1);
    const bytes = new Uint8Array(base.data.buffer, base.data.byteOffset, base.data.byteLength);
    const sample = base.data.BYTES_PER_ELEMENT;
    const length = wide * base.channels * sample;
    const line = kernels.lineAt();
    const ring = new Ring(kernels, wide);
    let changed = 0;
    for (let y = place.y0; y < place.y1; y++) {
      const row = down.first[y - place.y0]! - place.top;
      if (!ring.advance(row)) continue;
      const w = (y - place.y0) * 4;
      const at = indexOf(base, place.x0, y) * sample;
      this.#heap.set(bytes.subarray(at, at + length), line);
      const weight = (i: number): number => down.weights[w + i]!;
      const differing = kernels.apply(
        wide,
        base.channels,
        colours.channels,
        sample - 1,
        fade,
        row & 3,
        weight(0),
        (row + 1) & 3,
        weight(1),
        (row + 2) & 3,
        weight(2),
        (row + 3) & 3,
        weight(3),
      );
      if (differing === 0) continue;
      bytes.set(this.#heap.subarray(line, line + length), at);
      changed += differing;
    }
    return changed;
  }

  #writeTaps(place: TilePlace, width: number): void {
    const across = catmullRomTaps(place.smallWidth, width, place.x0, place.x1);
    const { buffer } = this.#kernels.memory;
    const first = new Int32Array(buffer, this.#kernels.tapsAt(), across.first.length);
    for (let x = 0; x < first.length; x++) first[x] = across.first[x]! - place.left;
    new Float32Array(buffer, this.#kernels.tapWeightsAt(), across.weights.length).set(across.weights);
  }
}

/** The last four enlarged rows. Their change is only enlarged where a row around is masked. */
class Ring {
  readonly #kernels: Kernels;
  readonly #wide: number;
  /** By place: the row whose mask, and whose change, is there. */
  readonly #masked = [-1, -1, -1, -1];
  readonly #any = [false, false, false, false];
  readonly #changed = [-1, -1, -1, -1];

  constructor(kernels: Kernels, wide: number) {
    this.#kernels = kernels;
    this.#wide = wide;
  }

  /** Makes rows `row` to `row + 3` ready. False: none of them is masked anywhere. */
  advance(row: number): boolean {
    let any = false;
    for (let r = row; r < row + 4; r++) {
      const place = r & 3;
      if (this.#masked[place] !== r) {
        this.#masked[place] = r;
        this.#any[place] = this.#kernels.stretchMask(r, place, this.#wide) !== 0;
      }
      any ||= this.#any[place]!;
    }
    if (!any) return false;
    for (let r = row; r < row + 4; r++) {
      const place = r & 3;
      if (this.#changed[place] === r) continue;
      this.#changed[place] = r;
      this.#kernels.stretchChange(r, place, this.#wide);
    }
    return true;
  }
}
