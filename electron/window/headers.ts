/** No script, style, picture or connection but our own; nothing inline, nothing from a string. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

const always: Readonly<Record<string, string>> = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** Keeps the window's memory of a versioned picture for a day; everything else is asked for again. */
const VERSIONED = 'private, max-age=86400, immutable';

export function headersFor(contentType: string, versioned: boolean): Record<string, string> {
  return { ...always, 'Content-Type': contentType, 'Cache-Control': versioned ? VERSIONED : 'no-store' };
}
