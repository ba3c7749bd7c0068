import { describe, expect, it } from 'vitest';
import { judgeProfile } from '../../../electron/formats/icc.ts';

/** A matrix profile of one gamma or of sRGB's own curve. */
function profile(
  options: { primaries?: number[][]; curve?: 'srgb' | 'gamma'; space?: string; kind?: string } = {},
): Buffer {
  const primaries = options.primaries ?? [
    [0.4361, 0.2225, 0.0139],
    [0.3851, 0.7169, 0.0971],
    [0.1431, 0.0606, 0.7141],
  ];
  const names = ['rXYZ', 'gXYZ', 'bXYZ', 'rTRC', 'gTRC', 'bTRC'];
  const bytes = Buffer.alloc(132 + names.length * 12 + 3 * 20 + 32);
  bytes.write(options.kind ?? 'mntr', 12);
  bytes.write(options.space ?? 'RGB ', 16);
  bytes.write('acsp', 36);
  bytes.writeUInt32BE(names.length, 128);
  const data = 132 + names.length * 12;
  names.forEach((name, i) => {
    bytes.write(name, 132 + i * 12);
    bytes.writeUInt32BE(i < 3 ? data + i * 20 : data + 60, 136 + i * 12);
    bytes.writeUInt32BE(i < 3 ? 20 : 32, 140 + i * 12);
  });
  primaries.forEach((xyz, i) => {
    bytes.write('XYZ ', data + i * 20);
    xyz.forEach((v, k) => bytes.writeInt32BE(Math.round(v * 65536), data + i * 20 + 8 + k * 4));
  });
  const curve = data + 60;
  bytes.write('para', curve);
  bytes.writeUInt16BE(3, curve + 8);
  const parameters =
    options.curve === 'gamma' ? [2.2, 1, 0, 0, 0] : [2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045];
  parameters.forEach((v, i) => bytes.writeInt32BE(Math.round(v * 65536), curve + 12 + i * 4));
  return bytes;
}

const P3 = [
  [0.5151, 0.2412, -0.0011],
  [0.292, 0.6922, 0.0419],
  [0.1571, 0.0666, 0.7841],
];

describe('judgeProfile', () => {
  it('has nothing to say without a profile', () => expect(judgeProfile(undefined, 'RGB ')).toEqual({ kind: 'none' }));

  it('recognises sRGB by its numbers', () => expect(judgeProfile(profile(), 'RGB ').kind).toBe('srgb'));

  it.each([
    ['other primaries', profile({ primaries: P3 })],
    ['another curve', profile({ curve: 'gamma' })],
  ])('does not take %s for sRGB', (_, bytes) => expect(judgeProfile(bytes, 'RGB ').kind).toBe('usable'));

  it.each([
    ['random bytes', Buffer.alloc(300, 7), 'junk'],
    ['a cut one', profile().subarray(0, 150), 'junk'],
    ['a device link', profile({ kind: 'link' }), 'junk'],
    ['a CMYK one on RGB pixels', profile({ space: 'CMYK' }), 'wrong-space'],
  ])('ignores %s', (_, bytes, why) => expect(judgeProfile(bytes, 'RGB ')).toEqual({ kind: 'ignored', why }));

  it('ignores an RGB profile on grey pixels', () =>
    expect(judgeProfile(profile(), 'GRAY')).toEqual({ kind: 'ignored', why: 'wrong-space' }));
});
