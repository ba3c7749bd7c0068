import { MOST_GAIN } from './memory';

// `pmin` and `pmax` are one instruction each; `min` and `max` would take care of NaN, which never comes here.

export function clamp01(v: v128): v128 {
  return f32x4.pmax(f32x4.splat(0), f32x4.pmin(f32x4.splat(1), v));
}

export function clampGain(v: v128): v128 {
  return f32x4.pmax(f32x4.splat(0), f32x4.pmin(f32x4.splat(MOST_GAIN), v));
}

/** 1 - gain; enlarging may overshoot its limits. */
export function clampLost(v: v128): v128 {
  return f32x4.pmax(f32x4.splat(<f32>1 - MOST_GAIN), f32x4.pmin(f32x4.splat(1), v));
}

export function smoothstep(from: f32, to: f32, v: v128): v128 {
  const t = clamp01(f32x4.mul(f32x4.sub(v, f32x4.splat(from)), f32x4.splat(<f32>1 / (to - from))));
  return f32x4.mul(f32x4.mul(t, t), f32x4.sub(f32x4.splat(3), f32x4.add(t, t)));
}
