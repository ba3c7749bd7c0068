import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { changeResources, iptcOf, withIptc, withoutLocation } from '../../../electron/formats/photoshop.ts';

const dataset = (number: number, text: string): Buffer =>
  Buffer.concat([Buffer.from([0x1c, 2, number, text.length >> 8, text.length & 255]), Buffer.from(text)]);
const resource = (id: number, data: Buffer): Buffer => {
  const head = Buffer.from('8BIM\0\0\0\0\0\0\0\0', 'latin1');
  head.writeUInt16BE(id, 4);
  head.writeUInt32BE(data.length, 8);
  return Buffer.concat([head, data, Buffer.alloc(data.length & 1)]);
};
const caption = dataset(120, 'Anna and Ben');
const iptc = Buffer.concat([dataset(90, 'Vienna'), caption, dataset(101, 'Austria')]);
const digest = (data: Buffer): Buffer => createHash('md5').update(data).digest();

describe('changeResources', () => {
  it('returns the very same bytes when nothing has to go', () => {
    const bytes = Buffer.concat([resource(0x03ed, Buffer.alloc(16, 1)), resource(0x0404, caption)]);
    expect(changeResources(bytes, true).bytes).toBe(bytes);
  });

  it('takes thumbnails of the unretouched picture out and leaves IPTC alone', () => {
    const bytes = Buffer.concat([resource(0x040c, Buffer.from('old picture')), resource(0x0404, iptc)]);
    const changed = changeResources(bytes, false);
    expect(Buffer.compare(changed.bytes, resource(0x0404, iptc))).toBe(0);
    expect(changed.hadIptc).toBe(true);
  });

  it('takes places out and renews the digest', () => {
    const bytes = Buffer.concat([resource(0x0404, iptc), resource(0x0425, digest(iptc))]);
    const changed = changeResources(bytes, true);
    expect(changed.hadLocation).toBe(true);
    expect(
      Buffer.compare(changed.bytes, Buffer.concat([resource(0x0404, caption), resource(0x0425, digest(caption))])),
    ).toBe(0);
  });

  it('refuses bytes that are no image resources', () => {
    expect(() => changeResources(Buffer.from('something entirely else'), false)).toThrow(RangeError);
  });
});

describe('IPTC records', () => {
  it('lose their places only', () => {
    expect(Buffer.compare(Buffer.from(withoutLocation(iptc)), caption)).toBe(0);
    expect(withoutLocation(caption)).toBe(caption);
  });

  it('are found among resources, and put among them once', () => {
    const with1 = withIptc(undefined, caption);
    expect(Buffer.compare(Buffer.from(iptcOf(with1)!), caption)).toBe(0);
    expect(withIptc(with1, iptc)).toBe(with1);
  });
});
