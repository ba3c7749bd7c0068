import { BlockList, isIP } from 'node:net';

/** One way to a host. A proxy's address may hold a name and password: it is never told to anybody. */
export type Route =
  | { readonly kind: 'direct' }
  /** An HTTP proxy, spoken to openly (`http:`) or over TLS (`https:`). */
  | { readonly kind: 'proxy'; readonly url: URL }
  /** A setting that can't be followed. `socks`: another kind of proxy than HTTP. */
  | { readonly kind: 'unusable'; readonly why: 'socks' | 'unreadable' };

/** The ways to an address, to be tried in this order. */
export type RouteFinder = (url: URL) => Promise<readonly Route[]>;

type Environment = Readonly<Record<string, string | undefined>>;

const DIRECT: Route = { kind: 'direct' };
/** The later ones stand in where a more exact one is not set. A lower-case name goes before its capitals, as in curl. */
const PROXY_VARIABLES = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY'] as const;

/** The routes by `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`. Undefined when none of the first three is set. */
export function environmentRoutes(env: Environment): RouteFinder | undefined {
  const text = PROXY_VARIABLES.map((name) => env[name]?.trim()).find((value) => value !== undefined && value !== '');
  if (text === undefined) return undefined;
  const route = routeOf(text);
  const except = env['no_proxy'] ?? env['NO_PROXY'] ?? '';
  return (url) => Promise.resolve([isExcepted(url, except) ? DIRECT : route]);
}

/**
 * The routes by the answer of a proxy script, as Chromium's `resolveProxy` gives it, for instance
 * `PROXY 10.0.0.1:3128; DIRECT`.
 */
export function scriptRoutes(answer: string): Route[] {
  const routes = answer.split(';').flatMap((entry): Route[] => {
    const [kind = '', host = ''] = entry.trim().split(/\s+/);
    switch (kind.toUpperCase()) {
      case '':
        return [];
      case 'DIRECT':
        return [DIRECT];
      case 'PROXY':
      case 'HTTP':
        return [routeOf(`http://${host}`)];
      case 'HTTPS':
        return [routeOf(`https://${host}`)];
      case 'SOCKS':
      case 'SOCKS4':
      case 'SOCKS5':
        return [{ kind: 'unusable', why: 'socks' }];
      default:
        return [{ kind: 'unusable', why: 'unreadable' }];
    }
  });
  return routes.length === 0 ? [DIRECT] : routes;
}

function routeOf(text: string): Route {
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  if (/^socks/i.test(withScheme)) return { kind: 'unusable', why: 'socks' };
  if (!URL.canParse(withScheme)) return { kind: 'unusable', why: 'unreadable' };
  const url = new URL(withScheme);
  const isHttp = url.protocol === 'http:' || url.protocol === 'https:';
  return isHttp && url.hostname !== '' ? { kind: 'proxy', url } : { kind: 'unusable', why: 'unreadable' };
}

/**
 * Whether `NO_PROXY` names a host: `*`, a host with everything below it (a dot before it changes nothing), an address,
 * a network (`10.0.0.0/8`), each perhaps with a port. Entries are separated by commas or blanks.
 */
export function isExcepted(url: URL, noProxy: string): boolean {
  const host = bare(url.hostname);
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  return noProxy.split(/[\s,]+/).some((entry) => {
    if (entry === '*') return true;
    if (entry.includes('/')) return isInNetwork(host, entry);
    const [, name = '', only] = /^(\[[^\]]*\]|[^:]*|[0-9a-f:]*:[0-9a-f:]*:[0-9a-f:.]*)(?::(\d+))?$/i.exec(entry) ?? [];
    if (only !== undefined && only !== port) return false;
    const named = bare(name).replace(/^\*?\./, '');
    return named !== '' && (host === named || (isIP(host) === 0 && host.endsWith(`.${named}`)));
  });
}

const bare = (hostname: string): string => hostname.toLowerCase().replace(/^\[|\]$|\.$/g, '');

function isInNetwork(host: string, entry: string): boolean {
  const [network = '', prefix = ''] = entry.split('/');
  const family = isIP(bare(network));
  const bits = Number(prefix);
  if (family === 0 || isIP(host) !== family || !/^\d+$/.test(prefix) || bits > (family === 4 ? 32 : 128)) return false;
  const list = new BlockList();
  const kind = family === 4 ? 'ipv4' : 'ipv6';
  list.addSubnet(bare(network), bits, kind);
  return list.check(host, kind);
}
