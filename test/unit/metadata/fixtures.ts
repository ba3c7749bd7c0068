/** Stands for GPS coordinates: bytes that must not be in a file any more once its place was taken out. */
export const SECRET_PLACE = Buffer.from('48.2082N16.3738E');
export const OLD_THUMBNAIL = Buffer.from(Array.from({ length: 90 }, (_, i) => 200 - i));

/** An EXIF block with camera data, GPS, a size, and a thumbnail: IFD0 (orientation 6), EXIF, GPS, IFD1. */
export function exifWithEverything(little: boolean): Uint8Array {
  const bytes = Buffer.alloc(400);
  const u16 = (value: number, at: number): unknown =>
    little ? bytes.writeUInt16LE(value, at) : bytes.writeUInt16BE(value, at);
  const u32 = (value: number, at: number): unknown =>
    little ? bytes.writeUInt32LE(value, at) : bytes.writeUInt32BE(value, at);
  const directory = (
    at: number,
    entries: [tag: number, type: number, count: number, value: number][],
    next: number,
  ): void => {
    u16(entries.length, at);
    entries.forEach(([tag, type, count, value], i) => {
      const entry = at + 2 + i * 12;
      u16(tag, entry);
      u16(type, entry + 2);
      u32(count, entry + 4);
      if (type === 3 && count === 1) u16(value, entry + 8);
      else u32(value, entry + 8);
    });
    u32(next, at + 2 + entries.length * 12);
  };
  bytes.write(little ? 'II' : 'MM', 'latin1');
  u16(42, 2);
  u32(8, 4);
  bytes.write('Canon\0', 290, 'latin1');
  bytes.set(SECRET_PLACE, 270);
  bytes.set(OLD_THUMBNAIL, 300);
  directory(
    8,
    [
      [0x10f, 2, 6, 290],
      [0x112, 3, 1, 6],
      [0x8769, 4, 1, 80],
      [0x8825, 4, 1, 130],
    ],
    180,
  );
  directory(
    80,
    [
      [0xa002, 4, 1, 6000],
      [0xa003, 3, 1, 4000],
    ],
    0,
  );
  directory(
    130,
    [
      [0x0001, 2, 2, 0x4e000000],
      [0x0012, 2, 16, 270],
    ],
    0,
  );
  directory(
    180,
    [
      [0x103, 3, 1, 6],
      [0x201, 4, 1, 300],
      [0x202, 4, 1, 90],
    ],
    0,
  );
  return Uint8Array.from(bytes);
}

/** A JPEG of one grey block with these segments before its frame. */
export function jpegWith(encoded: Uint8Array, segments: readonly [marker: number, payload: Uint8Array][]): Uint8Array {
  const parts = segments.map(([marker, payload]) => {
    const head = Buffer.from([0xff, marker, (payload.length + 2) >> 8, (payload.length + 2) & 255]);
    return Buffer.concat([head, payload]);
  });
  return Buffer.concat([encoded.subarray(0, 2), ...parts, encoded.subarray(2)]);
}
