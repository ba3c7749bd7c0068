import { describe, expect, it } from 'vitest';
import { sniff, type PictureFormat, type RefusedFormat } from '../../../electron/formats/sniff.ts';

const ascii = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const hex = (text: string): Uint8Array => Buffer.from(text.replaceAll(' ', ''), 'hex');
const box = (brand: string, ...others: string[]): Uint8Array =>
  Buffer.concat([
    Buffer.from([0, 0, 0, 16 + others.length * 4]),
    Buffer.from(`ftyp${brand}`, 'latin1'),
    Buffer.alloc(4),
    ...others.map((other) => Buffer.from(other, 'latin1')),
  ]);

describe('sniff', () => {
  it.each<[PictureFormat, Uint8Array]>([
    ['jpeg', hex('ff d8 ff e0')],
    ['png', hex('89 50 4e 47 0d 0a 1a 0a')],
    ['webp', ascii('RIFF\0\0\0\0WEBPVP8 ')],
    ['gif', ascii('GIF89a')],
    ['tiff', hex('49 49 2a 00 08 00 00 00')],
    ['tiff', hex('4d 4d 00 2a 00 00 00 08')],
    ['tiff', hex('49 49 2b 00 08 00 00 00')],
    ['bmp', ascii('BM' + '\x01'.repeat(30))],
    ['avif', box('avif', 'mif1')],
    ['avif', box('mif1', 'avif')],
    ['heic', box('heic', 'mif1')],
    ['heic', box('mif1', 'heic')],
  ])('knows %s', (format, bytes) => expect(sniff(bytes)).toEqual({ kind: 'picture', format }));

  it.each<[RefusedFormat, Uint8Array]>([
    ['raw', box('crx ', 'isom')],
    ['video', box('isom', 'mp41')],
    ['raw', ascii('II*\0\x10\0\0\0CR\x02\0')],
    ['raw', ascii('FUJIFILMCCD-RAW 0201')],
    ['raw', ascii('IIRO\x08\0\0\0')],
    ['jxl', hex('ff 0a')],
    ['jp2', hex('00 00 00 0c 6a 50 20 20 0d 0a 87 0a')],
    ['psd', ascii('8BPS\0\x01')],
    ['pdf', ascii('%PDF-1.7')],
    ['ico', hex('00 00 01 00 01 00')],
    ['pnm', ascii('P6\n128 128\n255\n')],
    ['svg', ascii('<?xml version="1.0"?><svg xmlns="x">')],
    ['text', ascii('<html><body>not found</body></html>')],
    ['empty', new Uint8Array(0)],
    ['zeros', new Uint8Array(512)],
    ['unknown', hex('8b')],
    ['unknown', hex('ff d8')],
  ])('refuses %s in plain words', (format, bytes) => {
    const answer = sniff(bytes);
    expect(answer).toMatchObject({ kind: 'refused', format });
    expect(answer.kind === 'refused' && answer.message).toMatch(/^This (is|file)\b.*\.$/);
  });

  it('does not take a picture that holds the words of a drawing for one', () => {
    expect(sniff(ascii('RIFF\0\0\0\0WEBPVP8L<svg >'))).toEqual({ kind: 'picture', format: 'webp' });
  });
});
