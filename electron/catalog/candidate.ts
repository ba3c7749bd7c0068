import { fileLitter, folderLitter } from './left-out.ts';

/**
 * What a file's name alone says about it. `picture`: a kind that can be retouched. `foreign-picture`: a picture that Afterglow
 * knows but cannot use; it still becomes a photo, so that the pre-check names it with its reason. `nameless`: no usable
 * extension, the first bytes decide. `backup`: a copy that another program put aside. `unfinished`: still being written.
 */
export type NameClass =
  'picture' | 'foreign-picture' | 'nameless' | 'hidden' | 'litter' | 'report' | 'backup' | 'unfinished' | 'other';

/** What a folder's name says about it. `bundle`: one thing to its program, a library for instance. `cache`: a program's own pictures. */
export type FolderClass = 'folder' | 'hidden' | 'litter' | 'bundle' | 'cache';

/** Lies in every folder that Afterglow has exported to. */
export const REPORT_NAME = 'afterglow-report.json';

const PICTURES = new Set('jpg jpeg jpe jfif mpo png apng tif tiff webp avif gif bmp dib heic heif hif'.split(' '));

const FOREIGN_PICTURES = new Set(
  [
    'jxl jp2 jpx j2k jpf psd psb svg svgz ico cur ppm pgm pbm pnm pam pdf eps ai tga exr hdr xcf',
    // Cameras' own raw formats.
    'dng nef nrw cr2 cr3 crw arw srf sr2 raf orf rw2 rwl pef ptx srw x3f 3fr fff iiq mrw erf kdc dcr mos mef gpr raw',
  ]
    .join(' ')
    .split(' '),
);

const LITTER_FILES = new Set(['thumbs.db', 'ehthumbs.db', 'desktop.ini', '.ds_store', '.picasa.ini', 'icon\r']);

/** Lower-case extension without the dot; undefined when the name has none that could be one. */
export function extensionOf(name: string): string | undefined {
  return /[^]\.([a-z0-9]{1,8})$/i.exec(name)?.[1]?.toLowerCase();
}

export function classifyFileName(name: string): NameClass {
  if (LITTER_FILES.has(name.toLowerCase()) || name.startsWith('._')) return 'litter';
  if (name.startsWith('.')) return 'hidden';
  if (name === REPORT_NAME) return 'report';
  const litter = fileLitter(name, (extension) => PICTURES.has(extension) || FOREIGN_PICTURES.has(extension));
  if (litter !== undefined) return litter;
  const extension = extensionOf(name);
  if (extension === undefined) return 'nameless';
  if (PICTURES.has(extension)) return 'picture';
  return FOREIGN_PICTURES.has(extension) ? 'foreign-picture' : 'other';
}

/** @param parent name of the folder that it lies in */
export function classifyFolderName(name: string, parent: string): FolderClass {
  return folderLitter(name, parent) ?? (name.startsWith('.') ? 'hidden' : 'folder');
}

/** How many bytes {@link looksLikePicture} wants to see; fewer are fine. */
export const HEAD_BYTES = 32;

/** Whether a file's first bytes are those of a picture format, usable or not. Signatures as registered for each format. */
export function looksLikePicture(head: Uint8Array): boolean {
  const text = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('latin1');
  return (
    text.startsWith('\xff\xd8\xff') ||
    text.startsWith('\x89PNG\r\n\x1a\n') ||
    /^GIF8[79]a/.test(text) ||
    /^RIFF[^]{4}WEBP/.test(text) ||
    /^(?:II[*+]\0|MM\0[*+])/.test(text) ||
    // BMP: the four reserved bytes after the file size are zero.
    /^BM[^]{4}\0{4}/.test(text) ||
    // ISO media boxes: AVIF, HEIC and their collections; Canon's raw files. Films carry other brands.
    /^[^]{4}ftyp(?:avif|avis|mif1|msf1|hei[cfmsx]|hev[cmsx]|crx )/.test(text) ||
    text.startsWith('8BPS') ||
    text.startsWith('\xff\x0a') ||
    /^\0{3}\x0cJXL \r\n/.test(text) ||
    /^\0{3}\x0cjP {2}\r\n/.test(text)
  );
}
