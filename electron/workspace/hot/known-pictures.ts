/** What the file system says of a picture. */
export interface PictureFile {
  /** Path below the watched folder, with `/`. */
  readonly relativePath: string;
  /** Device and inode; undefined where the file system has none. */
  readonly identity: string | undefined;
  readonly bytes: number;
  /** Unix milliseconds. */
  readonly modifiedAt: number;
}

/** A picture that is no news, as it is kept on disk: path (null once it is gone), identity, bytes, time, whether its content is known. */
export type KnownLine = readonly [
  path: string | null,
  identity: string | null,
  bytes: number,
  modifiedAt: number,
  digested: boolean,
];

export interface KnownState {
  readonly lines: readonly KnownLine[];
  /** Digests of every content that was ever known. */
  readonly digests: readonly string[];
}

interface Entry {
  path: string | undefined;
  identity: string | undefined;
  bytes: number;
  modifiedAt: number;
  digested: boolean;
}

/**
 * The pictures of a watched folder that are no news: those that were there when watching began, and those taken since. A picture
 * is the same after a rename or a move (same file, unchanged), after another program wrote into it (same place), and as a copy
 * (same content). Decisions only: looking at files is the caller's.
 */
export class KnownPictures {
  readonly #entries = new Set<Entry>();
  readonly #byPath = new Map<string, Entry>();
  readonly #byIdentity = new Map<string, Entry>();
  readonly #digests: Set<string>;

  constructor(state: KnownState = { lines: [], digests: [] }) {
    this.#digests = new Set(state.digests);
    for (const [path, identity, bytes, modifiedAt, digested] of state.lines) {
      this.#put({ path: path ?? undefined, identity: identity ?? undefined, bytes, modifiedAt, digested });
    }
  }

  /** Notes a picture as no news. @param digest of its content, where that was worked out */
  add(file: PictureFile, digest?: string): void {
    if (digest !== undefined) this.#digests.add(digest);
    const entry = this.#byPath.get(file.relativePath) ?? this.#sameFile(file);
    if (entry !== undefined) this.#drop(entry);
    const { relativePath: path, ...facts } = file;
    this.#put({ path, ...facts, digested: digest !== undefined });
  }

  /**
   * Whether a picture is no news by its place or by the file that it is. False: only its content can tell ({@link hasContent}).
   * The picture is noted under the place and facts it has now.
   */
  recognise(file: PictureFile): boolean {
    const entry = this.#byPath.get(file.relativePath) ?? this.#sameFile(file);
    if (entry === undefined) return false;
    const changed = entry.bytes !== file.bytes || entry.modifiedAt !== file.modifiedAt;
    this.#drop(entry);
    const { relativePath: path, ...facts } = file;
    this.#put({ path, ...facts, digested: entry.digested && !changed });
    return true;
  }

  /** Whether the picture at a place was told to be gone: what comes there later is judged by what it is. */
  gone(relativePath: string): void {
    const entry = this.#byPath.get(relativePath);
    if (entry === undefined) return;
    this.#byPath.delete(relativePath);
    entry.path = undefined;
  }

  hasContent(digest: string): boolean {
    return this.#digests.has(digest);
  }

  /** Places of pictures whose content is not known yet. */
  undigested(): string[] {
    return [...this.#entries].flatMap(({ path, digested }) => (digested || path === undefined ? [] : [path]));
  }

  /** Notes the content at a place. Undefined: it can't be read. */
  digest(relativePath: string, digest: string | undefined): void {
    const entry = this.#byPath.get(relativePath);
    if (entry !== undefined) entry.digested = true;
    if (digest !== undefined) this.#digests.add(digest);
  }

  paths(): IterableIterator<string> {
    return this.#byPath.keys();
  }

  state(): KnownState {
    const lines = [...this.#entries].map(({ path, identity, bytes, modifiedAt, digested }): KnownLine => [
      path ?? null,
      identity ?? null,
      bytes,
      modifiedAt,
      digested,
    ]);
    return { lines, digests: [...this.#digests] };
  }

  /** An inode is given anew after its file was deleted: only with the same size and time it is the same file. */
  #sameFile({ identity, bytes, modifiedAt }: PictureFile): Entry | undefined {
    const entry = identity === undefined ? undefined : this.#byIdentity.get(identity);
    return entry?.bytes === bytes && entry.modifiedAt === modifiedAt ? entry : undefined;
  }

  #put(entry: Entry): void {
    this.#entries.add(entry);
    if (entry.path !== undefined) this.#byPath.set(entry.path, entry);
    if (entry.identity !== undefined) this.#byIdentity.set(entry.identity, entry);
  }

  #drop(entry: Entry): void {
    this.#entries.delete(entry);
    if (entry.path !== undefined && this.#byPath.get(entry.path) === entry) this.#byPath.delete(entry.path);
    if (entry.identity !== undefined && this.#byIdentity.get(entry.identity) === entry) {
      this.#byIdentity.delete(entry.identity);
    }
  }
}
