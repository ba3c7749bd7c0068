import { assertNever } from '../base/assert.ts';
import { allowedFolderName, allowedName, fileName, stemOf, type NamingRules } from './file-name.ts';

/** When a file of the wanted name is already in the output folder: take another name, leave the photo out, or replace it. */
export type ConflictRule = 'rename' | 'skip' | 'overwrite';

export interface NameWish {
  /** The photo's path below its source folder, with `/`. */
  readonly relativePath: string;
  /** What the output will be, with the dot. */
  readonly extension: string;
  readonly rule: ConflictRule;
  /** Paths below the output folder, with `/`, of earlier results of this photo that it replaces whatever the rule. */
  readonly replaceable?: readonly string[];
  readonly rules: NamingRules;
  /** For the folders below the output folder, which may exist by other rules. */
  readonly folderRules: NamingRules;
}

/**
 * Whose a name in the output folder is. `own`: an earlier result of this very photo that is to be replaced. `batch`: another photo
 * of this batch has it, or is about to. `original`: a photographer's own photo.
 */
export type Owner = 'nobody' | 'disk' | 'own' | 'batch' | 'original';

export type OutputPlan =
  /** `replaces`: a file of that name is there and the photographer wants it replaced. */
  | { readonly kind: 'write'; readonly relativePath: string; readonly replaces: boolean }
  | { readonly kind: 'skip'; readonly relativePath: string };

/** The folder below the output root that a photo's result goes into, with `/`; empty at the top. */
export function outputFolderOf(relativePath: string, rules: NamingRules): string {
  return partsOf(relativePath)
    .slice(0, -1)
    .map((part) => allowedFolderName(part, rules))
    .join('/');
}

/**
 * Decides a photo's output path below the output root. Subfolders are mirrored. What another photo of the batch has is never
 * taken, whatever the rule: `same.jpg` and `same.png` that both become JPEGs are two pictures.
 */
export function planOutput(wish: NameWish, ownerOf: (relativePath: string) => Owner): OutputPlan {
  const folder = outputFolderOf(wish.relativePath, wish.folderRules);
  const wanted = allowedName(stemOf(partsOf(wish.relativePath).at(-1) ?? '') + wish.extension, wish.rules);
  const stem = wanted.slice(0, -wish.extension.length);
  for (let number = 1; ; number++) {
    const name = fileName(stem, number, wish.extension, wish.rules);
    const relativePath = folder === '' ? name : `${folder}/${name}`;
    const owner = ownerOf(relativePath);
    switch (owner) {
      case 'nobody':
        return { kind: 'write', relativePath, replaces: false };
      case 'own':
        return { kind: 'write', relativePath, replaces: true };
      case 'batch':
      case 'original':
        break;
      case 'disk':
        if (wish.rule === 'skip') return { kind: 'skip', relativePath };
        if (wish.rule === 'overwrite') return { kind: 'write', relativePath, replaces: true };
        break;
      default:
        assertNever(owner);
    }
  }
}

/** The names of a relative path. Throws for one that could lead out of the output folder. */
function partsOf(relativePath: string): string[] {
  const parts = relativePath.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..' || part.includes('\0'))) {
    throw new Error(`not a path below a folder: ${JSON.stringify(relativePath)}`);
  }
  return parts;
}
