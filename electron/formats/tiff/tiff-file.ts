import type { ReadAt } from '../bytes.ts';
import { ifWhole } from '../cursor.ts';
import { find, TiffView, type TiffDirectory, type TiffEntry } from './tiff.ts';

/** Holds nearly every directory, and the short values that stand around it. */
const WINDOW = 32_768;

/** A directory with the bytes around it. */
export interface LoadedDirectory extends TiffDirectory {
  readonly view: TiffView;
}

/** TIFF data in a file that may be too large to hold: a window for each directory, and a read for each value that lies elsewhere. */
export class TiffFile {
  readonly header: TiffView;
  readonly #read: ReadAt;

  private constructor(read: ReadAt, header: TiffView) {
    this.#read = read;
    this.header = header;
  }

  /** Undefined if the file does not begin like a TIFF. `alsoRaw`: see {@link TiffView}. Throws what `read` throws. */
  static async open(read: ReadAt, alsoRaw = false): Promise<TiffFile | undefined> {
    const head = await read(0, 16);
    const header = ifWhole(() => new TiffView(head, alsoRaw));
    return header && new TiffFile(read, header);
  }

  /** The first directory; undefined if it can't be read. */
  first(): Promise<LoadedDirectory | undefined> {
    return this.directory(this.header.first);
  }

  /** The directory at an offset; undefined if there is none. */
  async directory(at: number): Promise<LoadedDirectory | undefined> {
    if (at <= 0) return undefined;
    let window = await this.#read(at, WINDOW);
    const wanted = ifWhole(() => this.header.through(window, at).directoryBytes(at));
    if (wanted === undefined) return undefined;
    if (wanted > WINDOW) window = await this.#read(at, wanted);
    const view = this.header.through(window, at);
    const directory = ifWhole(() => view.directory(at));
    return directory && { ...directory, view };
  }

  /** A view that has the first bytes of an entry's values, at most `limit` of them, as far as the file has them. */
  async holding({ view }: LoadedDirectory, { valueAt, size }: TiffEntry, limit: number): Promise<TiffView> {
    const length = Math.min(size, limit);
    return view.has(valueAt, length) ? view : view.through(await this.#read(valueAt, length), valueAt);
  }

  /** All bytes of an entry's values; fewer at the file's end. */
  bytes({ valueAt, size }: TiffEntry): Promise<Uint8Array> {
    return this.#read(valueAt, size);
  }

  /** The first whole numbers of an entry, as many of `limit` as there are. */
  async numbers(directory: LoadedDirectory, entry: TiffEntry, limit: number): Promise<number[]> {
    return (await this.holding(directory, entry, limit * 8)).numbers(entry, limit);
  }

  /** The first whole number under a tag; undefined where there is none. */
  async number(directory: LoadedDirectory, tag: number): Promise<number | undefined> {
    const entry = find(directory, tag);
    return entry && (await this.numbers(directory, entry, 1))[0];
  }
}
