import { tileMargin } from './limits.ts';
import type { ColourMap } from './colour/colour-map.ts';
import type { EncoderMatch, PixelRows } from './types.ts';

/** Inner size of a tile, in pixels of the small pictures. */
export const TILE = 192;

/** What all tiles of one picture have in common. */
export interface EngineSetup {
  readonly match: EncoderMatch;
  readonly colours: ColourMap;
  /** 0 to 1. */
  readonly fade: number;
  /** Pixels of the original that the widest tile covers. */
  readonly widest: number;
}

/** Which part of the original a tile writes to, and how the two grids lie on each other. */
export interface TilePlace {
  /** Position of the tile's first pixel (margin included) on the small picture; may be negative. */
  readonly left: number;
  readonly top: number;
  /** The small picture's size. */
  readonly smallWidth: number;
  readonly smallHeight: number;
  /** Pixels of the original to write: columns x0 to x1, rows y0 to y1, ends exclusive. */
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** One tile of the small pictures, RGB, margins included. */
export interface TileBytes {
  readonly submitted: Uint8Array;
  readonly control: Uint8Array;
  readonly retouched: Uint8Array;
  readonly shifted?: Uint8Array;
}

/** What a tile says about the original: change, gain and mask, in the engine's own order. */
export type Precomputed = Float32Array;

/** The two halves of an engine's work on a tile. */
export interface Halves {
  /** What needs no original. Undefined: nothing in the tile is retouched. `enlarged`: the original is larger than the small pictures. */
  foresee(tile: TileBytes, enlarged: boolean): Precomputed | undefined;
  /** The rest; as {@link Engine.run}. Gives back what was precomputed. */
  carryOut(precomputed: Precomputed, place: TilePlace, base: PixelRows): number;
}

/** Carries tiles over to the original. */
export interface Engine {
  /** Side of a tile with its margins, a multiple of 4. */
  readonly side: number;
  /** Absent where an engine works on a tile in one go. */
  readonly halves?: Halves;
  /** Changes the original under one tile, in place; returns how many pixels came out different. */
  run(tile: TileBytes, place: TilePlace, base: PixelRows): number;
}

/** Side of a tile with its margins. */
export function tileSide(match: EncoderMatch): number {
  return TILE + 2 * tileMargin[match];
}
