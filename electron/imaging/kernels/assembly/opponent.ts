/** Red, green and blue of luma and chroma (Rec. 601); the last lane is of no use. Grey comes out of luma alone. */
export function toRgb(v: v128): v128 {
  const y = v128.shuffle<f32>(v, v, 0, 0, 0, 0);
  const cb = v128.shuffle<f32>(v, v, 1, 1, 1, 1);
  const cr = v128.shuffle<f32>(v, v, 2, 2, 2, 2);
  const blue = f32x4.mul(cb, f32x4(0, -0.344136, 1.772, 0));
  const red = f32x4.mul(cr, f32x4(1.402, -0.714136, 0, 0));
  return f32x4.add(f32x4.add(y, blue), red);
}
