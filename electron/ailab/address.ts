import { BlockList, isIP } from 'node:net';
import { ReasonError } from '../base/reason.ts';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Addresses that no result host on the Internet has: this computer, its networks, and special-use ranges (RFC 6890). */
const internal = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['224.0.0.0', 3],
] as const)
  internal.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  internal.addSubnet(network, prefix, 'ipv6');

const bare = (hostname: string): string => hostname.toLowerCase().replace(/^\[|\]$/g, '');

function listed(list: BlockList, host: string): boolean {
  const family = isIP(host);
  return family !== 0 && list.check(host, family === 4 ? 'ipv4' : 'ipv6');
}

/** `127.0.0.0/8`, `::1` or the very name `localhost`. Takes a URL's `hostname`. */
export function isLoopback(hostname: string): boolean {
  const host = bare(hostname);
  return host === 'localhost' || listed(loopback, host);
}

/** Loopback, private, link-local or another address that is not on the Internet. Names are not looked up. */
export function isInternal(hostname: string): boolean {
  const host = bare(hostname).replace(/\.$/, '');
  return host === 'localhost' || host.endsWith('.localhost') || listed(internal, host);
}

/**
 * The service's address, checked: `https:`, or `http:` where the host is this very computer. No slash at its end.
 * Throws a {@link ReasonError} (`bad-service-address`) that never repeats the address, since it may hold a password.
 */
export function checkBaseUrl(text: string): URL {
  const refuse = (message: string): never => {
    throw new ReasonError('bad-service-address', message);
  };
  if (!URL.canParse(text)) refuse('The address of the service is not a web address.');
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    refuse('The address of the service must begin with https://.');
  if (url.username !== '' || url.password !== '')
    refuse('The address of the service must not contain a user name or a password.');
  if (url.search !== '' || url.hash !== '') refuse('The address of the service must not contain "?" or "#".');
  if (url.protocol === 'http:' && !isLoopback(url.hostname))
    refuse('The address of the service must begin with https://, since the key must not travel unprotected.');
  url.pathname = url.pathname.replace(/\/+$/, '');
  return url;
}

/** The address without a slash at its end. */
export function withoutSlash(base: URL): string {
  return base.href.replace(/\/+$/, '');
}

/**
 * The address from which a picture may be fetched, or undefined when none may be asked.
 * A service on the Internet gives `https:` addresses on the Internet. A plain `http:` one of it is asked over `https:`
 * instead (storage hosts serve both, and a paid picture is at stake). Only a service on this computer may give an
 * `http:` address, on this computer. What a name resolves to is not judged: the certificate vouches for it, and
 * local DNS tricks of proxies are common.
 */
export function pictureAddress(text: string, serviceIsLocal: boolean, from?: URL): URL | undefined {
  if (!URL.canParse(text, from?.href)) return undefined;
  const url = new URL(text, from);
  if (url.username !== '' || url.password !== '') return undefined;
  url.hash = '';
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return undefined;
  if (serviceIsLocal) return url.protocol === 'https:' || isLoopback(url.hostname) ? url : undefined;
  if (isInternal(url.hostname)) return undefined;
  if (url.protocol === 'https:') return url;
  if (url.port !== '') return undefined;
  url.protocol = 'https:';
  return url;
}
