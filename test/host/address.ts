/**
 * Chromium knows no `app:` scheme, so a page of `app://bundle/x` is shown as `https://bundle.app.test/x`; every request
 * for it is answered from the process, none reaches a network. The app only ever sees its own addresses.
 */
const SUFFIX = '.test';

/** `app://bundle/x` -> `https://bundle.app.test/x`, for the given custom schemes; other addresses stay as they are. */
export function toChromium(address: string, schemes: ReadonlySet<string>): string {
  const match = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]+)(.*)$/i.exec(address);
  const [, scheme = '', host = '', rest = ''] = match ?? [];
  if (!schemes.has(scheme.toLowerCase())) return address;
  return `https://${host}.${scheme.toLowerCase()}${SUFFIX}${rest.startsWith('/') ? rest : `/${rest}`}`;
}

/** The reverse of {@link toChromium}. */
export function fromChromium(address: string, schemes: ReadonlySet<string>): string {
  const match = /^https:\/\/([^/?#]+)\.([a-z0-9+-]+)\.test(\/.*)?$/i.exec(address);
  const [, host, scheme, rest = '/'] = match ?? [];
  return host !== undefined && scheme !== undefined && schemes.has(scheme) ? `${scheme}://${host}${rest}` : address;
}

/** A policy may name the scheme itself (`img-src app:`): adds the mapped hosts beside it, so that it allows the same pages. */
export function mapPolicy(policy: string, schemes: ReadonlySet<string>): string {
  return policy
    .split(/(\s+|;)/)
    .map((word) => {
      const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(word)?.[1]?.toLowerCase();
      if (scheme === undefined || !schemes.has(scheme)) return word;
      const mapped = word.endsWith(':') ? `https://*.${scheme}${SUFFIX}` : toChromium(word, schemes).replace(/\/$/, '');
      return `${word} ${mapped}`;
    })
    .join('');
}
