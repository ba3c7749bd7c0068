/** EXIF orientation: how the stored pixels must be turned to be upright. 1 is upright already. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

export function isOrientation(value: number | undefined): value is Orientation {
  return value !== undefined && Number.isInteger(value) && value >= 1 && value <= 8;
}

/** Whether an orientation swaps width and height. */
export function turnsSideways(orientation: Orientation): boolean {
  return orientation >= 5;
}
