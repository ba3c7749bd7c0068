/** What the run-length decoder needs of a BMP header. */
export interface RleHeader {
  readonly width: number;
  readonly height: number;
  readonly topDown: boolean;
  readonly encoding: 'plain' | 'rle4' | 'rle8';
  readonly pixelsAt: number;
}

/**
 * Unpacks BI_RLE8 and BI_RLE4 data to one palette index a pixel, rows from the top. Runs that leave the picture are cut
 * off at its edge, as every other reader does; pixels that are skipped over keep index 0 and are counted. `cut-off`: the
 * data end before the last row and without the end mark.
 */
export function readRle(
  file: Uint8Array,
  header: RleHeader,
): { readonly indices: Uint8Array; readonly skipped: number } | 'cut-off' {
  const { width, height } = header;
  const four = header.encoding === 'rle4';
  const indices = new Uint8Array(width * height);
  const given = new Uint8Array(width * height);
  let x = 0;
  let row = 0;
  let at = header.pixelsAt;

  const put = (index: number): void => {
    if (x < width && row < height) {
      const place = (header.topDown ? row : height - 1 - row) * width + x;
      indices[place] = index;
      given[place] = 1;
    }
    x++;
  };

  let ended = false;
  while (!ended && at + 1 < file.length && row < height) {
    const count = file[at++]!;
    const value = file[at++]!;
    if (count > 0) {
      for (let i = 0; i < count; i++) put(four ? (i % 2 === 0 ? value >> 4 : value & 15) : value);
    } else if (value === 0) {
      x = 0;
      row++;
    } else if (value === 1) {
      ended = true;
    } else if (value === 2) {
      if (at + 1 >= file.length) break;
      x += file[at++]!;
      row += file[at++]!;
    } else {
      const bytes = four ? Math.ceil(value / 2) : value;
      if (at + bytes > file.length) break;
      for (let i = 0; i < value; i++) {
        const byte = file[at + (four ? i >> 1 : i)]!;
        put(four ? (i % 2 === 0 ? byte >> 4 : byte & 15) : byte);
      }
      // Literal runs are padded to whole 16-bit words.
      at += bytes + (bytes % 2);
    }
  }
  if (!ended && row < height && !(row === height - 1 && x >= width)) return 'cut-off';
  return { indices, skipped: given.reduce((count, was) => count - was, given.length) };
}
