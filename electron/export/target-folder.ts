import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { Reason } from '../base/reason.ts';
import { isNameRefusal } from '../base/system-errors.ts';
import { namingRulesOf, type NamingRules } from './file-name.ts';
import { leadsToOriginals, type Originals } from './originals.ts';
import { deepestExisting } from './output-folder.ts';
import { outputFolderOf, planOutput, type NameWish } from './plan.ts';
import type { OutputDrive } from './publish.ts';

/** The folder that a result goes into. */
export interface TargetFolder {
  /** Without links. */
  readonly real: string;
  /** Below the output root, with `/`. */
  readonly relativePath: string;
  readonly rules: NamingRules;
}

/** Makes the folder for a result, by other names where the drive refuses these; undefined where originals lie in it. */
export async function folderFor(
  request: { readonly source: string; readonly relativePath: string },
  deps: {
    readonly place: { readonly outputRoot: string; readonly originals: Originals };
    readonly drive: OutputDrive;
    readonly platform: NodeJS.Platform;
  },
): Promise<TargetFolder | undefined> {
  const { outputRoot, originals } = deps.place;
  const make = async (rules: NamingRules): Promise<TargetFolder | undefined> => {
    const relativePath = outputFolderOf(request.relativePath, rules);
    const path = join(outputRoot, relativePath);
    // Before anything is made: even an empty folder among the originals would be one too many.
    const { folder } = await deepestExisting(path);
    if (await leadsToOriginals(folder, originals, request.source)) return undefined;
    await deps.drive.makeFolder(path);
    const real = await realpath(path);
    return (await leadsToOriginals(real, originals, request.source)) ? undefined : { real, relativePath, rules };
  };
  try {
    return await make(namingRulesOf(deps.platform));
  } catch (error) {
    if (!isNameRefusal(error)) throw error;
    return make('safe');
  }
}

/**
 * What to say when a result is not called as its photo is, because the drive refused that name. Pure.
 *
 * @param path below the output root, with `/`
 */
export function nameNote(wish: NameWish, path: string, platform: NodeJS.Platform): Reason[] {
  const by = (rules: NamingRules): string =>
    planOutput({ ...wish, rules, folderRules: rules }, () => 'nobody').relativePath;
  const usual = by(namingRulesOf(platform));
  // A number says that the name was taken, which is another matter.
  const bare = path.replace(/ \(\d+\)(?=\.[^.]*$)/, '');
  if (usual === by('safe') || path === usual || bare === usual) return [];
  return [
    {
      code: 'name-changed',
      message: `The drive with the output folder does not take the name “${usual}”: the result is called “${path}”.`,
    },
  ];
}
