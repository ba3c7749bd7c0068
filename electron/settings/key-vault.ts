import { readFile, rm } from 'node:fs/promises';
import type { SafeStorage } from 'electron';
import type { KeyState, Notice } from '../contract/index.ts';
import { writeDurably } from '../base/durable-file.ts';
import { systemCode } from '../base/reason.ts';
import { hintOf, parseApiKey } from './api-key.ts';

/** The part of Electron's `safeStorage` that is used: the asynchronous one, since the other is deprecated. */
export type Encryption = Pick<SafeStorage, 'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync'>;

export interface KeyVaultOptions {
  /** Where the encrypted key is kept. */
  readonly file: string;
  readonly encryption: Encryption;
  readonly platform: NodeJS.Platform;
  readonly log: (message: string, error?: unknown) => void;
}

/** On Linux without a keyring, Chromium encrypts with a constant that anybody knows, and marks it so. */
const CONSTANT_KEY_MARK = 'v10';

/**
 * The API key: in the system's keychain where there is one, else in memory until Afterglow quits. It goes out to the
 * service only; no error, log line or view model of this class holds more of it than its last four characters.
 */
export class KeyVault {
  readonly #options: KeyVaultOptions;
  #key: string | undefined;
  #where: 'vault' | 'session' = 'session';
  #notice: Notice | undefined;

  private constructor(options: KeyVaultOptions) {
    this.#options = options;
  }

  /** Reads the kept key. A key that this system cannot decrypt stays on disk and is told in {@link notice}. */
  static async open(options: KeyVaultOptions): Promise<KeyVault> {
    const vault = new KeyVault(options);
    await vault.#load();
    return vault;
  }

  /** What a person should know of the kept key; undefined when all is well. */
  get notice(): Notice | undefined {
    return this.#notice;
  }

  get state(): KeyState {
    if (this.#key === undefined) return { kind: 'none' };
    return { kind: 'stored', where: this.#where, hint: hintOf(this.#key) };
  }

  /** The key itself, for the request to the service and nothing else. */
  get key(): string | undefined {
    return this.#key;
  }

  /** Keeps a new key in place of the old one. Throws a `ReasonError` when the text cannot be a key. */
  async set(text: string): Promise<KeyState> {
    const key = parseApiKey(text);
    const sealed = await this.#seal(key);
    if (sealed) await writeDurably(this.#options.file, sealed);
    else await rm(this.#options.file, { force: true });
    this.#key = key;
    this.#where = sealed ? 'vault' : 'session';
    this.#notice = undefined;
    return this.state;
  }

  async forget(): Promise<KeyState> {
    await rm(this.#options.file, { force: true });
    this.#key = undefined;
    this.#notice = undefined;
    return this.state;
  }

  async #load(): Promise<void> {
    const { file, encryption, log } = this.#options;
    let sealed;
    try {
      sealed = await readFile(file);
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return;
      throw error;
    }
    try {
      const { result, shouldReEncrypt } = await encryption.decryptStringAsync(sealed);
      this.#key = parseApiKey(result);
      this.#where = 'vault';
      const fresh = shouldReEncrypt ? await this.#seal(this.#key) : undefined;
      if (fresh) await writeDurably(file, fresh);
    } catch (error) {
      // A decryption error names the cipher's trouble, not the text; still only its kind is worth keeping.
      log('the kept API key could not be read', error);
      if (this.#key === undefined) this.#notice = unreadable;
    }
  }

  /** The encrypted key, or undefined where this system has nothing that deserves the name. */
  async #seal(key: string): Promise<Buffer | undefined> {
    const { encryption, platform, log } = this.#options;
    if (!(await encryption.isAsyncEncryptionAvailable())) return undefined;
    try {
      const sealed = await encryption.encryptStringAsync(key);
      const weak = platform === 'linux' && sealed.subarray(0, 3).toString('latin1') === CONSTANT_KEY_MARK;
      return weak ? undefined : sealed;
    } catch (error) {
      log('the system’s keychain did not take the API key', error);
      return undefined;
    }
  }
}

const unreadable: Notice = {
  id: 'key-unreadable',
  tone: 'warning',
  title: 'The saved API key could not be read.',
  detail:
    'The system’s keychain did not open it. Unlock the keychain and start Afterglow again, or enter the key again.',
};
