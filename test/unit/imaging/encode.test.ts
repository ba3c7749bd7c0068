import { describe, expect, it } from 'vitest';
import { outputExtension } from '../../../electron/imaging/result/encode-name.ts';
import { jpegQuality } from '../../../electron/imaging/result/encode-quality.ts';

describe('outputExtension', () => {
  it.each([
    ['DSC_1.JPG', 'jpeg', '.JPG'],
    ['a.jpeg', 'jpeg', '.jpeg'],
    ['a.b.Tif', 'tiff', '.Tif'],
    ['x.webp', 'webp', '.webp'],
  ] as const)('keeps the spelling of %s', (name, format, extension) => {
    expect(outputExtension(name, format, 'same')).toEqual({ format, extension });
  });

  it.each([
    ['photo.png', 'jpeg', '.jpg', 'extension-corrected'],
    ['no_extension', 'jpeg', '.jpg', 'extension-corrected'],
    ['/folder.png/name', 'tiff', '.tif', 'extension-corrected'],
    ['scan.bmp', 'bmp', '.jpg', 'format-changed'],
    ['a.avif', 'avif', '.jpg', 'format-changed'],
  ] as const)('goes by the content of %s (%s) and says so', (name, sniffed, extension, code) => {
    const output = outputExtension(name, sniffed, 'same');
    expect(output.extension).toBe(extension);
    expect(output.note?.code).toBe(code);
  });

  it('does not throw transparency away by itself', () => {
    expect(outputExtension('logo.gif', 'gif', 'same', true)).toMatchObject({ format: 'png', extension: '.png' });
  });

  it('does as it is told', () => {
    expect(outputExtension('a.PNG', 'png', 'tiff')).toEqual({ format: 'tiff', extension: '.tif' });
    expect(outputExtension('a.JPG', 'png', 'jpeg')).toEqual({ format: 'jpeg', extension: '.JPG' });
  });
});

describe('jpegQuality', () => {
  it('is raised to the original’s own, but never to 100 unasked', () => {
    expect(jpegQuality(95, 85)).toBe(95);
    expect(jpegQuality(95, 98)).toBe(98);
    expect(jpegQuality(95, 100)).toBe(99);
    expect(jpegQuality(100, 90)).toBe(100);
  });

  it('is exactly what was asked for when that is little', () => {
    expect(jpegQuality(80, 98)).toBe(80);
  });
});
