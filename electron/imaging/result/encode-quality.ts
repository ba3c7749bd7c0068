/** Below this an original's own quality is not imitated: a second encoding at the same low quality would show. */
const LEAST_OWN_QUALITY = 92;

/**
 * The JPEG quality of a result: what was asked for, raised to the original's own. A photographer who asks for less than 92
 * wants small files and gets exactly that. 100 is only used when asked for: 99 has the same eye and two thirds of the bytes.
 */
export function jpegQuality(asked: number, own: number | undefined): number {
  const wanted = Math.round(Math.min(100, Math.max(1, asked)));
  if (wanted < LEAST_OWN_QUALITY || own === undefined) return wanted;
  return Math.max(wanted, Math.min(99, own));
}
