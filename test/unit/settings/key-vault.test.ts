import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ReasonError } from '../../../electron/base/reason.ts';
import { KeyVault } from '../../../electron/settings/key-vault.ts';
import type { Encryption } from '../../../electron/settings/key-vault.ts';

const KEY = 'Abcdefgh1234567890WXYZ';

/** A keychain that turns a text around; `mark` is what its ciphertext begins with. */
function keychain(
  mark: string,
  options: { available?: boolean; rotated?: boolean; broken?: boolean } = {},
): Encryption {
  const turned = (text: string) => [...text].reverse().join('');
  return {
    isAsyncEncryptionAvailable: async () => options.available ?? true,
    encryptStringAsync: async (text) => Buffer.from(mark + turned(text)),
    async decryptStringAsync(sealed) {
      if (options.broken) throw new Error('the keychain is locked');
      return { result: turned(sealed.toString().slice(mark.length)), shouldReEncrypt: options.rotated ?? false };
    },
  };
}

let folder: string;
let logged: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afterglow-vault-'));
  logged = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const file = () => join(folder, 'api-key.bin');
const open = (encryption: Encryption, platform: NodeJS.Platform = 'linux') =>
  KeyVault.open({ file: file(), encryption, platform, log: (...line) => logged.push(line.map(String).join(' ')) });

describe('a system with a keychain', () => {
  it('keeps the key over a restart, encrypted, and tells only its end', async () => {
    const vault = await open(keychain('v11'));
    expect(vault.state).toEqual({ kind: 'none' });
    expect(await vault.set(`  ${KEY}\n`)).toEqual({ kind: 'stored', where: 'vault', hint: 'WXYZ' });
    expect(await readFile(file(), 'utf8')).not.toContain(KEY);
    const again = await open(keychain('v11'));
    expect([again.key, again.state]).toEqual([KEY, { kind: 'stored', where: 'vault', hint: 'WXYZ' }]);
  });

  it('forgets it for good', async () => {
    const vault = await open(keychain('v11'));
    await vault.set(KEY);
    expect(await vault.forget()).toEqual({ kind: 'none' });
    expect([vault.key, existsSync(file())]).toEqual([undefined, false]);
  });

  it('seals anew when the system changed its own key', async () => {
    await (await open(keychain('v11'))).set(KEY);
    const rotated = { ...keychain('v11', { rotated: true }), encryptStringAsync: keychain('v12').encryptStringAsync };
    expect((await open(rotated)).key).toBe(KEY);
    expect((await readFile(file(), 'utf8')).slice(0, 3)).toBe('v12');
  });

  it('leaves a key alone that it cannot open, and says so', async () => {
    await (await open(keychain('v11'))).set(KEY);
    const sealed = await readFile(file());
    const vault = await open(keychain('v11', { broken: true }));
    expect([vault.state, vault.notice?.id]).toEqual([{ kind: 'none' }, 'key-unreadable']);
    expect(await readFile(file())).toEqual(sealed);
    expect(logged.join()).toContain('the keychain is locked');
  });

  it('trusts a v10 mark where it means the system’s keychain', async () => {
    expect(await (await open(keychain('v10'), 'darwin')).set(KEY)).toMatchObject({ where: 'vault' });
  });
});

describe('a system without one', () => {
  it.each([
    ['Linux with the constant key', keychain('v10')],
    ['no encryption at all', keychain('v11', { available: false })],
  ])('%s: the key stays in memory, and nothing on disk', async (_name, encryption) => {
    await writeFile(file(), 'an older key');
    const vault = await KeyVault.open({ file: join(folder, 'other'), encryption, platform: 'linux', log: () => {} });
    expect(await vault.set(KEY)).toEqual({ kind: 'stored', where: 'session', hint: 'WXYZ' });
    expect([vault.key, existsSync(join(folder, 'other'))]).toEqual([KEY, false]);
  });

  it('takes the old key off the disk when the new one cannot be sealed', async () => {
    await (await open(keychain('v11'))).set(KEY);
    await (await open(keychain('v10'))).set('another-key-0123456789');
    expect(existsSync(file())).toBe(false);
  });
});

describe('a text that is no key', () => {
  it.each(['', '   ', 'short', 'two words of it', 'schlüssel-mit-umlaut', 'line\nbreak-in-the-key', 'x'.repeat(513)])(
    'refuses "%s" without repeating it',
    async (text) => {
      const vault = await open(keychain('v11'));
      const error = await vault.set(text).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(ReasonError);
      if (text.trim().length > 4) expect((error as Error).message).not.toContain(text.trim());
      expect([vault.state, existsSync(file())]).toEqual([{ kind: 'none' }, false]);
    },
  );

  it('gives no hint that would be most of the key', async () => {
    expect(await (await open(keychain('v11'))).set('12345678')).toMatchObject({ hint: '' });
  });
});
