import { describe, expect, it } from 'vitest';
import { environmentRoutes, isExcepted, scriptRoutes } from '../../../electron/ailab/proxy.ts';

const target = new URL('https://www.ailabapi.com/api');
const told = async (env: Record<string, string>): Promise<string | undefined> => {
  const [route] = (await environmentRoutes(env)?.(target)) ?? [];
  return route?.kind === 'proxy' ? route.url.href : route?.kind;
};

describe('the environment', () => {
  it.each([
    [{}, undefined],
    [{ HTTPS_PROXY: '  ' }, undefined],
    [{ NO_PROXY: '*' }, undefined],
    [{ HTTPS_PROXY: 'http://a:3128' }, 'http://a:3128/'],
    [{ HTTPS_PROXY: 'a:3128' }, 'http://a:3128/'],
    [{ HTTPS_PROXY: 'https://a' }, 'https://a/'],
    [{ https_proxy: 'http://low', HTTPS_PROXY: 'http://high' }, 'http://low/'],
    [{ https_proxy: '', HTTPS_PROXY: 'http://high' }, 'http://high/'],
    [{ HTTP_PROXY: 'http://plain' }, 'http://plain/'],
    [{ HTTP_PROXY: 'http://plain', HTTPS_PROXY: 'http://secure' }, 'http://secure/'],
    [{ all_proxy: 'http://all' }, 'http://all/'],
    [{ HTTPS_PROXY: 'socks5h://a' }, 'unusable'],
    [{ HTTPS_PROXY: 'ftp://a' }, 'unusable'],
    [{ HTTPS_PROXY: 'http://' }, 'unusable'],
    [{ HTTPS_PROXY: 'http://a', NO_PROXY: 'x.org, ailabapi.com' }, 'direct'],
    [{ HTTPS_PROXY: 'http://a', no_proxy: 'x.org', NO_PROXY: '*' }, 'http://a/'],
  ])('%o', async (env: Record<string, string>, expected) => {
    expect(await told(env)).toBe(expected);
  });
});

describe('NO_PROXY', () => {
  it.each([
    ['https://a.example.com/', 'example.com', true],
    ['https://a.example.com/', '.example.com', true],
    ['https://a.example.com/', '*.example.com', true],
    ['https://example.com/', '.EXAMPLE.com', true],
    ['https://badexample.com/', 'example.com', false],
    ['https://example.com/', 'example.com:443', true],
    ['https://example.com:8443/', 'example.com:443', false],
    ['https://10.1.2.3/', '10.0.0.0/8', true],
    ['https://11.1.2.3/', '10.0.0.0/8', false],
    ['https://10.1.2.3/', '10.1.2.3', true],
    ['https://[fd00::1]/', '[fd00::1]', true],
    ['https://[fd00::1]/', 'fd00::1', true],
    ['https://[fd00::1]/', 'fd00::/8', true],
    ['https://example.com/', 'x y,*', true],
    ['https://example.com/', '', false],
    ['https://example.com/', ' , ', false],
    ['https://example.com/', '10.0.0.0/99', false],
    ['https://example.com./', 'example.com', true],
  ])('%s by "%s": %s', (url, list, expected) => {
    expect(isExcepted(new URL(url), list)).toBe(expected);
  });
});

it.each([
  ['DIRECT', ['direct']],
  ['', ['direct']],
  ['PROXY a:3128; DIRECT', ['http://a:3128/', 'direct']],
  ['HTTPS a:443;PROXY b:80', ['https://a/', 'http://b/']],
  ['SOCKS5 a:1080; SOCKS b; QUIC c', ['unusable', 'unusable', 'unusable']],
  ['PROXY', ['unusable']],
])('a script that answers "%s"', (answer, expected) => {
  expect(scriptRoutes(answer).map((route) => (route.kind === 'proxy' ? route.url.href : route.kind))).toEqual(expected);
});
