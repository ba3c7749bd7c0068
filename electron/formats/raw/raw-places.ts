import type { Orientation } from '../orientation.ts';

/** Where a JPEG may lie. */
export interface Place {
  readonly at: number;
  readonly length: number;
}

/** What a RAW file's structure tells. */
export interface RawPlaces {
  readonly places: readonly Place[];
  readonly orientation: Orientation;
}
