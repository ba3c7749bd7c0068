import type { Orientation } from '../../../formats/orientation.ts';

/**
 * The inverse of what a viewer does: from upright pixels back to how the original is stored. `flip` (top and bottom exchanged) or
 * `flop` (left and right exchanged) first, then `rotate` (clockwise degrees): the order in which sharp does them.
 */
export function backToStored(orientation: Orientation): {
  readonly rotate: 0 | 90 | 180 | 270;
  readonly flip: boolean;
  readonly flop: boolean;
} {
  const steps = (rotate: 0 | 90 | 180 | 270, flip = false, flop = false) => ({ rotate, flip, flop });
  switch (orientation) {
    case 1:
      return steps(0);
    case 2:
      return steps(0, false, true);
    case 3:
      return steps(180);
    case 4:
      return steps(0, true);
    case 5:
      return steps(90, true);
    case 6:
      return steps(270);
    case 7:
      return steps(90, false, true);
    case 8:
      return steps(90);
  }
}
