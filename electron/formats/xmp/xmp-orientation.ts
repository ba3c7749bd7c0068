/** XMP is searched this far; the few fields that matter stand at its beginning. */
const MAX_XMP_BYTES = 65_536;

/** `tiff:Orientation` of an XMP packet, written as an attribute or as an element. */
export function xmpOrientation(xmp: Uint8Array): number | undefined {
  const text = new TextDecoder().decode(xmp.subarray(0, MAX_XMP_BYTES));
  const match = /tiff:Orientation(?:\s*=\s*["']|\s*>\s*)([1-8])\s*["'<]/.exec(text);
  return match ? Number(match[1]) : undefined;
}
