import { describe, expect, it } from 'vitest';
import { checkBaseUrl, isInternal, isLoopback, pictureAddress, withoutSlash } from '../../../electron/ailab/address.ts';
import { ReasonError } from '../../../electron/base/reason.ts';

describe('the base address', () => {
  it.each([
    ['https://www.ailabapi.com', 'https://www.ailabapi.com'],
    ['https://www.ailabapi.com/', 'https://www.ailabapi.com'],
    ['https://gate.example/ailab//', 'https://gate.example/ailab'],
    ['http://127.0.0.1:8080/', 'http://127.0.0.1:8080'],
    ['http://127.9.9.9', 'http://127.9.9.9'],
    ['http://localhost:1', 'http://localhost:1'],
    ['http://[::1]:5', 'http://[::1]:5'],
  ])('%s', (text, id) => {
    expect(withoutSlash(checkBaseUrl(text))).toBe(id);
  });

  it.each([
    'http://www.ailabapi.com',
    'http://192.168.1.2',
    'http://127.0.0.1.example.com',
    'http://localhost.example.com',
    'http://0.0.0.0',
    'ftp://www.ailabapi.com',
    'https://user:s3cret@www.ailabapi.com',
    'https://s3cret@www.ailabapi.com',
    'https://www.ailabapi.com/?key=s3cret',
    'https://www.ailabapi.com/#s3cret',
    'www.ailabapi.com',
    '',
  ])('refuses %s', (text) => {
    let thrown: unknown;
    try {
      checkBaseUrl(text);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(ReasonError);
    expect((thrown as ReasonError).reason.code).toBe('bad-service-address');
    expect((thrown as ReasonError).message).not.toContain('s3cret');
  });
});

it('knows loopback and internal addresses', () => {
  for (const host of ['127.0.0.1', 'localhost', '[::1]', 'LOCALHOST']) expect(isLoopback(host)).toBe(true);
  for (const host of ['10.0.0.1', 'example.com', '[::2]', 'localhost.']) expect(isLoopback(host)).toBe(false);
  const inside = ['127.0.0.1', '10.1.2.3', '172.31.0.1', '192.168.0.1', '169.254.169.254', '0.0.0.0', '100.64.0.1'];
  const inside6 = ['[::1]', '[::]', '[fe80::1]', '[fd00::1]', '[::ffff:10.0.0.1]', '[::ffff:7f00:1]'];
  for (const host of [...inside, ...inside6, 'localhost.', 'a.localhost']) expect(isInternal(host)).toBe(true);
  for (const host of ['8.8.8.8', '172.32.0.1', 'oss.example.com', '[2001:db8::1]'])
    expect(isInternal(host)).toBe(false);
});

describe('addresses of pictures', () => {
  it.each([
    ['https://oss.example.com/a?Signature=x#y', 'https://oss.example.com/a?Signature=x'],
    // The storage host serves both: a plain address is asked over a protected connection.
    ['http://oss.example.com/a', 'https://oss.example.com/a'],
    ['http://oss.example.com:8080/a', undefined],
    ['https://u:p@oss.example.com/a', undefined],
    ['http://127.0.0.1/a', undefined],
    ['https://127.0.0.1/a', undefined],
    ['https://2130706433/a', undefined],
    ['https://localhost/a', undefined],
    ['https://10.0.0.8/a', undefined],
    ['https://[::ffff:192.168.0.1]/a', undefined],
    ['file:///etc/passwd', undefined],
    ['data:image/png;base64,AA', undefined],
    ['/relative', undefined],
  ])('of the service on the Internet: %s', (text, expected) => {
    expect(pictureAddress(text, false)?.href).toBe(expected);
  });

  it.each([
    ['http://127.0.0.1:9/a', 'http://127.0.0.1:9/a'],
    ['https://oss.example.com/a', 'https://oss.example.com/a'],
    ['http://oss.example.com/a', undefined],
    ['http://10.0.0.8/a', undefined],
  ])('of a service on this computer: %s', (text, expected) => {
    expect(pictureAddress(text, true)?.href).toBe(expected);
  });

  it('resolves a redirect against where it came from, by the same rules', () => {
    const from = new URL('https://oss.example.com/a/b');
    expect(pictureAddress('../c', false, from)?.href).toBe('https://oss.example.com/c');
    expect(pictureAddress('//10.0.0.1/x', false, from)).toBeUndefined();
  });
});
