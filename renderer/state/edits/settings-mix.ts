import type { RetouchSettings } from '../../../electron/contract/index.ts';

/** The settings of several photos at once: a value where they agree, undefined where they differ. */
export interface SettingsMix {
  readonly count: number;
  readonly level: number | undefined;
  readonly multiFace: boolean | undefined;
}

export function mixOf(settings: Iterable<RetouchSettings>): SettingsMix {
  let count = 0;
  let level: number | undefined;
  let multiFace: boolean | undefined;
  for (const each of settings) {
    count++;
    if (count === 1) {
      level = each.level;
      multiFace = each.multiFace;
      continue;
    }
    if (level !== each.level) level = undefined;
    if (multiFace !== each.multiFace) multiFace = undefined;
  }
  return { count, level, multiFace };
}
