export interface RoomRule {
  /** Other rooms this one may import values and types from. */
  readonly rooms: readonly string[];
  /** Rooms it may import types from, and nothing else. */
  readonly types?: readonly string[];
  /** npm packages it may import. */
  readonly packages: readonly string[];
  /** False: not even Node's own modules. */
  readonly node?: boolean;
  /** True for the launchers alone: they start the built bundles in `out/`. */
  readonly built?: boolean;
}

export interface Owner {
  readonly name: string;
  readonly rule: RoomRule;
}

/** `type`: gone after compilation (`import type`, `export type … from`, `import('…')` in a type). */
export type ImportKind = 'value' | 'type';

export const rooms: Readonly<Record<string, RoomRule>>;
export const roots: Readonly<Record<string, RoomRule>>;
export function ownerOf(path: string): Owner | undefined;
export function judgeImport(file: string, specifier: string | undefined, kind: ImportKind): string | undefined;
