import { describe, expect, test } from 'vitest';
import {
  classifyFileName,
  classifyFolderName,
  extensionOf,
  looksLikePicture,
} from '../../../electron/catalog/candidate.ts';

describe('what a file name says', () => {
  test.each([
    ['IMG_0001.jpg', 'picture'],
    ['UPPER.JPEG', 'picture'],
    ['weird.JpG', 'picture'],
    ['-rf.jpg', 'picture'],
    ['--output=x.jpg', 'picture'],
    [' leading space.jpg', 'picture'],
    ['tab\there.jpg', 'picture'],
    ['two  spaces and.dots..jpg', 'picture'],
    ['photo.tar.gz.png.jpg', 'picture'],
    ['صورة شخصية.jpeg', 'picture'],
    ['👩🏽‍🦱 portrait 🎉.jpg', 'picture'],
    ['frozenpond.mpo', 'picture'],
    ['IMG_2682.HEIC', 'picture'],
    ['Nikon.NEF', 'foreign-picture'],
    ['retouched.psd', 'foreign-picture'],
    ['logo.svg', 'foreign-picture'],
    ['contract.pdf', 'foreign-picture'],
    ['no_extension', 'nameless'],
    ['IMG_1. final one', 'nameless'],
    ['photo.', 'nameless'],
    ['photo.jpg ', 'nameless'],
    ['.hidden.jpg', 'hidden'],
    ['.jpg', 'hidden'],
    ['._IMG_0001.jpg', 'litter'],
    ['.DS_Store', 'litter'],
    ['Thumbs.db', 'litter'],
    ['desktop.ini', 'litter'],
    ['afterglow-report.json', 'report'],
    ['notes.txt', 'other'],
    ['IMG_0001.xmp', 'other'],
    ['film.mp4', 'other'],
    ['IMG_0001.jpg_original', 'backup'],
    ['IMG_0001.JPG~', 'backup'],
    ['IMG_0001.jpg.bak', 'backup'],
    ['IMG_0001.jpeg.orig.2', 'backup'],
    ['IMG_0001.tif (1)', 'backup'],
    ['IMG_0001.NEF-old', 'backup'],
    ['IMG_0001.jpg@SynoEAStream', 'backup'],
    ['#IMG_0001.jpg#', 'backup'],
    ['portrait~', 'backup'],
    ['Mr. Smith.jpg.old copy', 'backup'],
    ['IMG_0001.jpg.crdownload', 'unfinished'],
    ['Unconfirmed 512.crdownload', 'unfinished'],
    ['IMG_0001.jpg.part', 'unfinished'],
    ['IMG_0001.tmp', 'unfinished'],
    ['IMG_0001.jpg.download', 'unfinished'],
    // Words about a photo, no copy of it; a picture whatever stands before its ending.
    ['IMG_0001.jpg.xmp', 'other'],
    ['IMG_0001.CR3.dop', 'other'],
    ['IMG_0001.jpg.jpg', 'picture'],
    ['IMG_0001.CR3 edited.jpg', 'picture'],
    ['v1.2 final', 'nameless'],
    ['photo.jpg.', 'nameless'],
  ])('%j is %s', (name, kind) => {
    expect(classifyFileName(name)).toBe(kind);
  });

  test.each([
    ['a.jpg', 'jpg'],
    ['A.TIFF', 'tiff'],
    ['a.b.c', 'c'],
    ['none', undefined],
    ['..jpg', 'jpg'],
    ['a.jpg.', undefined],
    ['a.this is not one', undefined],
  ])('the extension of %j is %s', (name, extension) => {
    expect(extensionOf(name)).toBe(extension);
  });

  test('folders that systems make are told apart from hidden and ordinary ones', () => {
    const judge = (name: string) => classifyFolderName(name, 'Shoot');
    expect(['@eaDir', '__MACOSX', '.git', 'Wedding', '2026.05'].map(judge)).toEqual([
      'litter',
      'litter',
      'hidden',
      'folder',
      'folder',
    ]);
  });

  test.each([
    ['#recycle', 'litter'],
    ['@Recycle', 'litter'],
    ['@Recently-Snapshot', 'litter'],
    ['$RECYCLE.BIN', 'litter'],
    ['THMBNL', 'litter'],
    ['.Trash-1000', 'hidden'],
    ['.Trashes', 'hidden'],
    ['.thumbnails', 'hidden'],
    ['Photos Library.photoslibrary', 'bundle'],
    ['Aperture.aplibrary', 'bundle'],
    ['iPhoto Library', 'bundle'],
    ['Old.migratedphotolibrary', 'bundle'],
    ['Wedding Previews.lrdata', 'bundle'],
    ['Session.cocatalog', 'bundle'],
    ['IMG_1.jpg.download', 'bundle'],
    ['Presets.app', 'bundle'],
    ['Recycled paper wedding', 'folder'],
    ['Ana & Luis 16.05.2026', 'folder'],
    ['Contents', 'folder'],
    ['CaptureOne', 'folder'],
    ['Settings', 'folder'],
  ])('the folder %j is %s', (name, kind) => {
    expect(classifyFolderName(name, 'Shoot')).toBe(kind);
  });

  test('a folder is judged by where it lies, too', () => {
    expect(classifyFolderName('Contents', 'Tool.xyz')).toBe('bundle');
    expect(classifyFolderName('Contents', '16.05.2026')).toBe('folder');
    expect(classifyFolderName('Cache', 'CaptureOne')).toBe('cache');
    expect(classifyFolderName('Settings153', 'CaptureOne')).toBe('cache');
    expect(classifyFolderName('Exports', 'CaptureOne')).toBe('folder');
  });
});

describe('what the first bytes say', () => {
  const bytes = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'));

  test.each([
    ['JPEG', '\xff\xd8\xff\xe1\0\0Exif'],
    ['PNG', '\x89PNG\r\n\x1a\n\0\0\0\rIHDR'],
    ['GIF', 'GIF89a\x01\0'],
    ['WebP', 'RIFF\x10\0\n\0WEBPVP8 '],
    ['TIFF, Intel', 'II*\0\x08\0\0\0'],
    ['TIFF, Motorola', 'MM\0*\0\0\0\x08'],
    ['BigTIFF', 'II+\0\x08\0\0\0'],
    ['BMP', 'BM\x36\x10\0\0\0\0\0\0\x36\0\0\0'],
    ['AVIF', '\0\0\0\x20ftypavif\0\0\0\0'],
    ['HEIC', '\0\0\0\x20ftypheic\0\0\0\0'],
    ['JPEG 2000', '\0\0\0\x0cjP  \r\n\x87\n'],
    ['JPEG XL', '\0\0\0\x0cJXL \r\n\x87\n'],
    ['Photoshop', '8BPS\0\x01'],
  ])('%s is a picture', (_, head) => {
    expect(looksLikePicture(bytes(head))).toBe(true);
  });

  test.each([
    ['nothing', ''],
    ['one byte', '\xff'],
    ['text', 'Bear with me: BM is no picture'],
    ['a name list beginning with BM', 'BMW, Audi, Opel'],
    ['a film', '\0\0\0\x20ftypisom\0\0\0\0'],
    ['a sound', 'RIFF\x10\0\n\0WAVEfmt '],
    ['a program', '\x7fELF\x02\x01\x01'],
    ['a page', '<!doctype html>'],
  ])('%s is none', (_, head) => {
    expect(looksLikePicture(bytes(head))).toBe(false);
  });

  test('only the view counts, not the memory behind it', () => {
    const memory = bytes('....\xff\xd8\xff\xe0....');
    expect(looksLikePicture(memory.subarray(4))).toBe(true);
    expect(looksLikePicture(memory.subarray(4, 6))).toBe(false);
  });
});
