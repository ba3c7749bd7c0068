/** A marker segment of a JPEG file (ITU-T T.81, B.1.1.4); `data` is its payload without marker and length. */
export interface JpegSegment {
  /** Second byte of the marker: 0xDA is SOS. */
  readonly marker: number;
  readonly data: Uint8Array;
}

export const MARKER = {
  sof0: 0xc0,
  sof1: 0xc1,
  sof2: 0xc2,
  dht: 0xc4,
  rst0: 0xd0,
  soi: 0xd8,
  eoi: 0xd9,
  sos: 0xda,
  dqt: 0xdb,
  dri: 0xdd,
  app0: 0xe0,
  app1: 0xe1,
  app2: 0xe2,
  app11: 0xeb,
  app13: 0xed,
  app14: 0xee,
  app15: 0xef,
  com: 0xfe,
} as const;

/** What application segments begin with, by what is in them. */
export const SIGNATURE = {
  jfif: 'JFIF\0',
  adobe: 'Adobe',
  exif: 'Exif\0',
  xmp: 'http://ns.adobe.com/xap/1.0/\0',
  extendedXmp: 'http://ns.adobe.com/xmp/extension/\0',
  icc: 'ICC_PROFILE\0',
  photoshop: 'Photoshop 3.0\0',
} as const;

/** EXIF's TIFF header follows behind the signature and a byte of padding. */
export const EXIF_AT = SIGNATURE.exif.length + 1;

/** Start-of-frame markers: 0xC0 to 0xCF without DHT, JPG and DAC (ITU-T T.81, table B.1). */
export function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** Application segments: what programs add. */
export function isApplication(marker: number): boolean {
  return marker >= MARKER.app0 && marker <= MARKER.app15;
}

/** Markers that stand alone between segments: TEM, a restart, a second start. */
export function isBare(marker: number): boolean {
  return marker === 0x01 || marker === MARKER.soi || isRestart(marker);
}

/** Whether a byte behind 0xFF makes a marker that ends coded data: stuffed zeros, restarts and fill bytes belong to the data. */
export function endsScan(code: number): boolean {
  return code !== 0 && code !== 0xff && !isRestart(code);
}

function isRestart(marker: number): boolean {
  return marker >= MARKER.rst0 && marker <= 0xd7;
}

/** Longest payload of one segment, bytes. */
export const MAX_PAYLOAD = 65533;

/** One segment as bytes. Throws a RangeError if the payload does not fit into one (65,533 bytes). */
export function segmentBytes({ marker, data }: JpegSegment): Uint8Array {
  if (data.length > MAX_PAYLOAD) throw new RangeError('a JPEG segment holds at most 65,533 bytes');
  const out = new Uint8Array(data.length + 4);
  out.set([0xff, marker, (data.length + 2) >> 8, (data.length + 2) & 255]);
  out.set(data, 4);
  return out;
}
