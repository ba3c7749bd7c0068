import type { Reason } from '../../base/reason.ts';
import type { Size } from '../../formats/turned-rect.ts';
import { LIMITS } from '../submission/submission-plan.ts';

/** Shapes may differ by this much before two pictures are taken for different ones (a service that rounds sizes). */
const SHAPE_TOLERANCE = 0.02;
/** Reason code of a result that is larger than anything the service makes. */
export const TOO_LARGE = 'result-too-large';
/** A side of the result, as a share of the same side of what was sent, below which too little of the retouch is left. */
const SMALLEST = 0.5;

/** Whether a service that rounds sizes may have made the one shape of the other: within 2 %, or a pixel or so of a very small picture. */
export function sameShape(a: Size, b: Size): boolean {
  const rounding = 1.5 / Math.min(a.width, a.height, b.width, b.height);
  return Math.abs(Math.log((a.width * b.height) / (a.height * b.width))) <= Math.max(SHAPE_TOLERANCE, rounding);
}

/** Why a result of this size can't be the retouched photo, or undefined if it may be. Sizes are upright, pixels; told from headers. */
export function unfitSize(result: Size, sent: Size): Reason | undefined {
  const came = `${result.width} × ${result.height}`;
  const went = `${sent.width} × ${sent.height}`;
  if (Math.max(result.width, result.height) > LIMITS.side) {
    return {
      code: TOO_LARGE,
      message: `The picture that came back is too large (${came}; at most ${LIMITS.side} pixels a side), so it was not used. It was charged all the same.`,
    };
  }
  if (!sameShape(result, sent)) {
    return {
      code: 'result-misfit',
      message: `The picture that came back has another shape (${came}) than the one that was sent (${went}), so it was not used. It was charged all the same.`,
    };
  }
  if (result.width < SMALLEST * sent.width || result.height < SMALLEST * sent.height) {
    return {
      code: 'result-too-small',
      message: `The picture that came back is too small (${came}; ${went} was sent), so it was not used. It was charged all the same.`,
    };
  }
  return undefined;
}
