import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openLog, redact } from '../../../electron/settings/log-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afterglow-log-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('writes one dated line with the error and its causes, without the key', async () => {
  const path = join(folder, 'logs', 'a.log');
  const secrets: string[] = [];
  const log = openLog({ path, secrets: () => secrets });
  log('started');
  secrets.push('SECRET-KEY-1234');
  log('failed', new Error('outer', { cause: new Error(`inner with ${secrets.join()}`) }));
  const text = await readFile(path, 'utf8');
  expect(text).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z started\n/);
  expect(text).toMatch(/failed: Error: outer[\s\S]+caused by Error: inner with \[key\]/);
  expect(text).not.toContain('SECRET');
});

it('takes the signature off every address', () => {
  expect(redact('GET https://cdn.example/r/1.jpg?sig=abc&x=1 "http://a/b#c" app://bundle/x?v=1', [])).toBe(
    'GET https://cdn.example/r/1.jpg?[…] "http://a/b?[…]" app://bundle/x?v=1',
  );
});

it('takes them out in whatever case they come', () => {
  expect(redact('Key secret-key.1 HTTPS://CDN.example/r?Sig=a', ['Secret-Key.1'])).toBe(
    'Key [key] HTTPS://CDN.example/r?[…]',
  );
  expect(redact('secret-keyx1', ['Secret-Key.1'])).toBe('secret-keyx1');
});

it('begins anew when it has grown, and keeps the old one', async () => {
  const path = join(folder, 'a.log');
  const log = openLog({ path, secrets: () => [], maxBytes: 60 });
  log('first line that is long enough to fill it up');
  log('second');
  expect(await readFile(`${path}.old`, 'utf8')).toContain('first');
  expect(await readFile(path, 'utf8')).toMatch(/^\S+ second\n$/);
});
