import type { PhotoId, StripCell } from '../../electron/contract/index.ts';
import { CREDITS_PER_PHOTO } from '../state/prices.ts';

/** A strip shows so many photos at so many levels at once. */
export const MAX_PHOTOS = 3;
export const standardLevels: readonly string[] = ['30', '50', '80'];

/** Levels as typed, 0 to 100, as the contract wants them. Undefined where one is no level; one that comes twice counts once. */
export function parseLevels(
  typed: readonly string[],
  parse: (text: string) => number | undefined,
): readonly number[] | undefined {
  const levels: number[] = [];
  for (const text of typed) {
    if (text.trim() === '') continue;
    const level = parse(text);
    if (level === undefined) return undefined;
    if (!levels.includes(level)) levels.push(level);
  }
  return levels.length === 0 ? undefined : levels.sort((a, b) => a - b);
}

/** What a strip costs at most: what was tried before costs nothing again. */
export function stripCredits(photos: number, levels: number): number {
  return photos * levels * CREDITS_PER_PHOTO;
}

/** The cells by photo, in the order in which the photos were chosen, each row by level. */
export function rowsOf(
  cells: readonly StripCell[],
): readonly { readonly photo: PhotoId; readonly cells: readonly StripCell[] }[] {
  return [...Map.groupBy(cells, ({ photo }) => photo)].map(([photo, row]) => ({
    photo,
    cells: row.toSorted((a, b) => a.level - b.level),
  }));
}

/** Ticks or unticks a photo. One more than fit takes the place of the one ticked first. */
export function tick(chosen: readonly PhotoId[], id: PhotoId): readonly PhotoId[] {
  if (chosen.includes(id)) return chosen.filter((each) => each !== id);
  return [...chosen, id].slice(-MAX_PHOTOS);
}
