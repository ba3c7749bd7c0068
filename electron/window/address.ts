/** The app's one origin. Nothing else is ever loaded into the window. */
export const SCHEME = 'app';
export const ORIGIN = 'app://bundle';
export const START_PAGE = `${ORIGIN}/index.html`;

/**
 * `thumb`: the gallery's. `placeholder`: the small one that the camera put into the file, at once. `preview`: for the loupe.
 * `result`: the retouched one. `strip`: a cell of a test strip, by the cell's own id.
 */
export type PictureKind = 'thumb' | 'placeholder' | 'preview' | 'result' | 'strip';

const KINDS: readonly PictureKind[] = ['thumb', 'placeholder', 'preview', 'result', 'strip'];

/** What an address of the app asks for. */
export type Asked =
  | { readonly kind: 'file'; readonly path: string; readonly contentType: string }
  | {
      readonly kind: 'picture';
      readonly picture: PictureKind;
      readonly id: string;
      /** Longest side in pixels, where the page asked for one (`?size=320`); `full`: every pixel, for 1:1. */
      readonly size: number | 'full' | undefined;
      /** True when the address names a version (`?v=…`), so that the same address never means another picture. */
      readonly versioned: boolean;
    }
  | { readonly kind: 'nothing' };

const contentTypes: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  ico: 'image/x-icon',
  jpg: 'image/jpeg',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json; charset=utf-8',
  png: 'image/png',
  svg: 'image/svg+xml',
  webp: 'image/webp',
  woff2: 'font/woff2',
};

const ID = /^[A-Za-z0-9_-]{1,128}$/;
const SEGMENT = /^[A-Za-z0-9_-][A-Za-z0-9_.-]*$/;
const MAX_SIZE = 16_384;

/**
 * Reads an address. A file is named by plain segments only (letters, digits, `_`, `-`, inner dots), so no address can
 * climb out of the folder; a picture by its opaque id. Everything else is nothing.
 */
export function readAddress(address: string): Asked {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol !== `${SCHEME}:` || url.host !== 'bundle') return { kind: 'nothing' };
  const segments = url.pathname.split('/').slice(1);
  const [first, second] = segments;
  if (segments.length === 2 && isPictureKind(first) && second !== undefined && ID.test(second)) {
    return {
      kind: 'picture',
      picture: first,
      id: second,
      size: readSize(url.searchParams.get('size')),
      versioned: url.searchParams.has('v'),
    };
  }
  const path = url.pathname === '/' ? 'index.html' : segments.join('/');
  const contentType = contentTypes[path.slice(path.lastIndexOf('.') + 1)];
  const plain = path.split('/').every((segment) => SEGMENT.test(segment));
  return plain && contentType !== undefined ? { kind: 'file', path, contentType } : { kind: 'nothing' };
}

function isPictureKind(text: string | undefined): text is PictureKind {
  return KINDS.some((kind) => kind === text);
}

function readSize(text: string | null): number | 'full' | undefined {
  if (text === 'full') return 'full';
  const size = text !== null && /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return size >= 1 && size <= MAX_SIZE ? size : undefined;
}
