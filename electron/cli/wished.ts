import { ReasonError } from '../base/reason.ts';
import type { Scan } from '../engine/index.ts';
import { ask, screenOf } from './ask.ts';
import type { PhotoWish } from './command.ts';
import { readLevelsFile, type LevelEntry } from './levels-file.ts';
import { matchLevels } from './levels-match.ts';
import type { StopRequest } from './stop-request.ts';
import { printable } from './text.ts';
import type { World } from './world.ts';

export interface WishedPhoto {
  readonly source: string;
  readonly relativePath: string;
  readonly settings: { readonly level: number; readonly multiFace: boolean };
}

/** Every photo with its level, from the flags and the levels file; `unclear` says which lines of that can't be followed. */
export async function wishedPhotos(
  wish: PhotoWish,
  scan: Scan,
): Promise<{ photos: WishedPhoto[]; unclear: readonly string[] }> {
  const levels: LevelEntry[] = wish.levelsFile === undefined ? [] : await readLevelsFile(wish.levelsFile);
  const { entries, unmatched, ambiguous } = matchLevels(levels, scan.photos);
  const photos = scan.photos.map(({ path, relativePath }): WishedPhoto => {
    const entry = entries.get(path);
    const settings = { level: entry?.level ?? wish.level, multiFace: entry?.multiFace ?? wish.multiFace };
    return { source: path, relativePath, settings };
  });
  const named = ({ name, where }: LevelEntry): string => `The levels file names “${printable(name)}” (${where}),`;
  return {
    photos,
    unclear: [
      ...unmatched.map((entry) => `${named(entry)} but there is no such photo.`),
      ...ambiguous.map(
        (entry) => `${named(entry)} which is in more than one of the folders. Write the folder before it.`,
      ),
    ],
  };
}

/**
 * Tells what of the levels file can't be followed, and asks on a terminal whether to go on all the same.
 * @throws ReasonError `bad-levels-file` where nobody can answer
 */
export async function mayLeaveUnmatched(
  unclear: readonly string[],
  wish: PhotoWish & { readonly yes: boolean },
  world: World,
  stop: StopRequest,
): Promise<'yes' | 'no' | 'interrupted'> {
  for (const line of unclear) world.stderr.write(`${line}\n`);
  if (unclear.length === 0 || wish.allowUnmatched) return 'yes';
  if (wish.yes || world.stdin.isTTY !== true || world.stderr.isTTY !== true) {
    throw new ReasonError(
      'bad-levels-file',
      'Nothing was sent: correct the levels file, or add --allow-unmatched to leave these lines out.',
    );
  }
  const answer = await ask('Go on without these lines? [y/N] ', world.stdin, screenOf(world), stop);
  if (answer !== 'yes') world.stderr.write('Nothing was sent.\n');
  return answer;
}
