import type { Plane } from './plane.ts';
import { halved, mapped, mean, plane, sample } from './plane.ts';
import type { SmallPicture } from '../types.ts';

/**
 * Where the service moved things, as when it makes a face slimmer: R(x) shows what S shows at x + flow(x). Both planes are on a grid
 * of {@link FLOW_CELL} pixels of the small pictures, their values in such pixels.
 */
export interface Flow {
  readonly x: Plane;
  readonly y: Plane;
  /** The largest movement, in pixels of the small pictures. */
  readonly reach: number;
}

/** Side of a cell of the flow's grid, in pixels of the small pictures. */
export const FLOW_CELL = 4;

const LEVELS = 4;
const ITERATIONS = 3;
/** Radius of the windows that move as one, cells. */
const WINDOW = 9;
/** Largest step of one iteration, cells: a longer one comes from a window without structure. */
const LONGEST_STEP = 2;
/** A movement must leave less than this share of the difference to be believed in, and is fully so below the other. */
const BELIEVED = { from: 0.5, to: 0.3 } as const;
/** Movements below this, in pixels of the small pictures, cannot be told from noise. */
const LEAST = 0.25;
/** Share of the picture that must look moved before it is worth a search, and that must turn out to have moved. */
const LEAST_AREA = { looking: 0.002, found: 0.005 } as const;
/** What counts as moved then, in pixels of the small pictures. */
const CLEARLY = 0.75;

/** The first look at two pictures, which is all that most of them get. */
export interface MotionDetector {
  /** Luma in cells of {@link FLOW_CELL}. */
  luma(picture: SmallPicture): Plane;
  /** Share of the picture, 0 to 1, that looks moved. */
  share(s: Plane, r: Plane): number;
}

/** Finds out what moved between S and R. Undefined if nothing did, which is told before the costly part where possible. */
export function findFlow(submitted: SmallPicture, retouched: SmallPicture, detector: MotionDetector): Flow | undefined {
  if (Math.min(submitted.width, submitted.height) < 64 * FLOW_CELL) return undefined;
  const s = detector.luma(submitted);
  const r = detector.luma(retouched);
  if (detector.share(s, r) <= LEAST_AREA.looking) return undefined;
  const [ns, nr] = [normalised(s), normalised(r)];
  const rough = pyramidal(ns, nr, LEVELS);
  return believed(rough, ns, nr);
}

/** Local mean 0 and deviation 1, so that changed tones do not look like movement. */
function normalised(p: Plane): Plane {
  const low = mean(p, WINDOW);
  const square = mean(
    mapped(p, (i) => p.data[i]! ** 2),
    WINDOW,
  );
  return mapped(p, (i) => {
    const variance = Math.max(0, square.data[i]! - low.data[i]! ** 2);
    return (p.data[i]! - low.data[i]!) / (Math.sqrt(variance) + 2);
  });
}

interface Field {
  readonly x: Plane;
  readonly y: Plane;
}

/** Lucas and Kanade 1981 on a pyramid (Bouguet 2000): the movement of the smaller pictures starts that of the larger ones. */
function pyramidal(s: Plane, r: Plane, levels: number): Field {
  const small = levels > 1 && Math.min(s.width, s.height) >= 4 * WINDOW;
  const coarse = small ? pyramidal(halved(s), halved(r), levels - 1) : undefined;
  const start = (from: Plane | undefined): Plane =>
    from
      ? mapped(s, (i) => 2 * sample(from, ((i % s.width) - 0.5) / 2, (Math.floor(i / s.width) - 0.5) / 2))
      : plane(s.width, s.height);
  let field: Field = { x: start(coarse?.x), y: start(coarse?.y) };
  for (let i = 0; i < ITERATIONS; i++) field = refined(field, s, r);
  return field;
}

function refined(field: Field, s: Plane, r: Plane): Field {
  const moved = warped(s, field);
  const { width, height } = s;
  const gx = mapped(s, (i) => {
    const x = i % width;
    return (moved.data[x < width - 1 ? i + 1 : i]! - moved.data[x > 0 ? i - 1 : i]!) / 2;
  });
  const gy = mapped(s, (i) => {
    const y = Math.floor(i / width);
    return (moved.data[y < height - 1 ? i + width : i]! - moved.data[y > 0 ? i - width : i]!) / 2;
  });
  const sums = (value: (i: number) => number): Float32Array => mean(mapped(s, value), WINDOW).data;
  const xx = sums((i) => gx.data[i]! ** 2);
  const yy = sums((i) => gy.data[i]! ** 2);
  const xy = sums((i) => gx.data[i]! * gy.data[i]!);
  const xt = sums((i) => gx.data[i]! * (r.data[i]! - moved.data[i]!));
  const yt = sums((i) => gy.data[i]! * (r.data[i]! - moved.data[i]!));
  const x = plane(width, height);
  const y = plane(width, height);
  for (let i = 0; i < x.data.length; i++) {
    // A little on the diagonal keeps windows without structure where they are.
    const [a, b, c] = [xx[i]! + 1e-3, yy[i]! + 1e-3, xy[i]!];
    const det = a * b - c * c;
    const step = (value: number): number => Math.min(LONGEST_STEP, Math.max(-LONGEST_STEP, value));
    x.data[i] = field.x.data[i]! + step((b * xt[i]! - c * yt[i]!) / det);
    y.data[i] = field.y.data[i]! + step((a * yt[i]! - c * xt[i]!) / det);
  }
  return { x: mean(x, 3), y: mean(y, 3) };
}

function warped(p: Plane, { x, y }: Field): Plane {
  return mapped(p, (i) => sample(p, (i % p.width) + x.data[i]!, Math.floor(i / p.width) + y.data[i]!));
}

/** Keeps movement where it explains the difference, with soft borders, and nothing elsewhere. */
function believed(field: Field, s: Plane, r: Plane): Flow | undefined {
  const moved = warped(s, field);
  const before = mean(
    mapped(s, (i) => (r.data[i]! - s.data[i]!) ** 2),
    4,
  );
  const after = mean(
    mapped(s, (i) => (r.data[i]! - moved.data[i]!) ** 2),
    4,
  );
  let trust = mapped(s, (i) => {
    const distance = FLOW_CELL * Math.hypot(field.x.data[i]!, field.y.data[i]!);
    if (distance < LEAST || before.data[i]! < 0.01) return 0;
    const left = after.data[i]! / before.data[i]!;
    return Math.min(1, Math.max(0, (BELIEVED.from - left) / (BELIEVED.from - BELIEVED.to)));
  });
  // Smooth places inside a moved region show no difference, but moved along with what is around them.
  for (let pass = 0; pass < 2; pass++) trust = mean(trust, WINDOW);
  let area = 0;
  let reach = 0;
  const scaled = (of: Plane): Plane =>
    mapped(of, (i) => {
      const share = Math.min(1, Math.max(0, 3 * trust.data[i]! - 0.2));
      return FLOW_CELL * share * of.data[i]!;
    });
  const flow = { x: scaled(field.x), y: scaled(field.y) };
  for (let i = 0; i < trust.data.length; i++) {
    const distance = Math.hypot(flow.x.data[i]!, flow.y.data[i]!);
    reach = Math.max(reach, distance);
    if (distance > CLEARLY) area++;
  }
  return area > LEAST_AREA.found * trust.data.length ? { ...flow, reach } : undefined;
}
