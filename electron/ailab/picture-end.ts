/** As many bytes from the end as {@link endsAsPicture} looks at. */
export const TAIL_BYTES = 4096;

/**
 * Whether a picture that came without any announced length may be whole: a JPEG with its end marker, a PNG with its last chunk,
 * near its end. True for what has no such mark. Whether the rest is sound, decoding tells.
 * @param start the first bytes (at least 4)
 * @param tail the last bytes, up to {@link TAIL_BYTES}
 */
export function endsAsPicture(start: Uint8Array, tail: Uint8Array): boolean {
  const [head, end] = [Buffer.from(start).subarray(0, 4).toString('latin1'), Buffer.from(tail)];
  // In a JPEG's coded data 0xff is always followed by a stuffed zero, so this pair stands at its end only.
  if (head.startsWith('\xff\xd8\xff')) return end.includes('\xff\xd9', 0, 'latin1');
  if (head === '\x89PNG') return end.includes('IEND', 0, 'latin1');
  return true;
}
