import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { app } from './app.ts';
import { strict } from './not-implemented.ts';
import { state } from './state.ts';

type Backend = 'gnome_libsecret' | 'basic_text' | 'unavailable';

/**
 * What kind of computer to be: `AFTERGLOW_TEST_KEYRING` = `gnome_libsecret` (a real keyring; ciphertext begins `v11`),
 * `basic_text` (Linux without one: a constant key; ciphertext begins `v10`) or `unavailable`.
 */
function backend(): Backend {
  const chosen = process.env['AFTERGLOW_TEST_KEYRING'] ?? 'gnome_libsecret';
  if (chosen !== 'gnome_libsecret' && chosen !== 'basic_text' && chosen !== 'unavailable') {
    throw new Error(`AFTERGLOW_TEST_KEYRING knows no "${chosen}"`);
  }
  return chosen;
}

function requireReady(): void {
  if (!state.ready) throw new Error('safeStorage cannot be used before app is ready');
  if (backend() === 'unavailable')
    throw new Error('Error while encrypting the text provided to safeStorage: encryption is not available.');
}

/** The keyring's secret: one per user-data folder, so that it outlives a restart of the same test's app. */
function secret(): Buffer {
  if (backend() === 'basic_text') return createHash('sha256').update('peanuts').digest();
  const file = join(app.getPath('userData'), 'host-keyring');
  if (!existsSync(file)) writeFileSync(file, randomBytes(32), { mode: 0o600 });
  return readFileSync(file);
}

export const safeStorage = strict('safeStorage', {
  isAsyncEncryptionAvailable: (): Promise<boolean> => Promise.resolve(backend() !== 'unavailable'),

  getSelectedStorageBackend: (): string => (backend() === 'unavailable' ? 'unknown' : backend()),

  async encryptStringAsync(text: string): Promise<Buffer> {
    requireReady();
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', secret(), iv);
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    const version = Buffer.from(backend() === 'basic_text' ? 'v10' : 'v11');
    return Promise.resolve(Buffer.concat([version, iv, cipher.getAuthTag(), body]));
  },

  async decryptStringAsync(encrypted: Buffer): Promise<{ shouldReEncrypt: boolean; result: string }> {
    requireReady();
    const decipher = createDecipheriv('aes-256-gcm', secret(), encrypted.subarray(3, 15));
    decipher.setAuthTag(encrypted.subarray(15, 31));
    const result = Buffer.concat([decipher.update(encrypted.subarray(31)), decipher.final()]).toString('utf8');
    return Promise.resolve({ shouldReEncrypt: false, result });
  },
});
