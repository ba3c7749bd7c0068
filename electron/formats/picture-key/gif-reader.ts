import type { PictureDigest } from './digest.ts';
import type { Ask, PictureReader } from './feed.ts';

const GRAPHIC_CONTROL = 0xf9;
const EXTENSION = 0x21;
const IMAGE = 0x2c;

/** A GIF file's screen, palettes and frames (GIF89a). Comments and what programs add are left out, and so is the version, which grows with them. */
export function* readGif(digest: PictureDigest): PictureReader {
  yield { skip: 6 };
  const screen = yield { take: 7 };
  if (screen.length < 7) return false;
  digest.fact('screen', screen);
  yield { hash: paletteBytes(screen[4]!) };
  digest.endData('palette');
  let frames = 0;
  for (;;) {
    const kind = (yield { take: 1 })[0];
    if (kind === EXTENSION) {
      const label = (yield { take: 1 })[0];
      const counts = label === GRAPHIC_CONTROL;
      yield* passBlocks(counts);
      if (counts) digest.endData('control');
    } else if (kind === IMAGE) {
      const place = yield { take: 9 };
      if (place.length < 9) break;
      frames++;
      digest.fact('frame', place);
      // One byte behind the palette says how wide the codes are.
      yield { hash: paletteBytes(place[8]!) + 1 };
      yield* passBlocks(true);
      digest.endData('pixels');
    } else break;
  }
  return frames > 0;
}

function* passBlocks(hash: boolean): Generator<Ask, void, Buffer> {
  for (;;) {
    const length = (yield { take: 1 })[0] ?? 0;
    if (length === 0) return;
    yield hash ? { hash: length } : { skip: length };
  }
}

/** Bytes of the palette that a flags byte announces. */
function paletteBytes(flags: number): number {
  return (flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1);
}
