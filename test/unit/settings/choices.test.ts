import { describe, expect, it } from 'vitest';
import type { Preferences } from '../../../electron/contract/index.ts';
import { Choices, DEFAULTS } from '../../../electron/settings/choices.ts';
import type { Kept } from '../../../electron/settings/preference-file.ts';

/** A preference file in memory that, like the real one, keeps what JSON keeps. */
function memory(first: Kept = {}) {
  const kept: Kept = first;
  return {
    kept,
    get: <K extends keyof Kept>(key: K) => kept[key],
    set: <K extends keyof Kept>(key: K, value: NonNullable<Kept[K]>) => {
      kept[key] = JSON.parse(JSON.stringify(value)) as NonNullable<Kept[K]>;
    },
  };
}

describe('the choices', () => {
  it('begin with the defaults, and write nothing of them', () => {
    const store = memory();
    const choices = new Choices(store, () => {});
    expect(choices.current).toEqual(DEFAULTS);
    choices.set({ surround: 'dark', notify: true });
    expect(store.kept.chosen).toEqual({});
  });

  it('keep a change, tell it, and take it back', () => {
    const store = memory();
    const told: Preferences[] = [];
    const choices = new Choices(store, (all) => told.push(all));
    choices.set({ language: 'es', concurrency: 4 });
    expect(new Choices(store, () => {}).current).toEqual({ ...DEFAULTS, language: 'es', concurrency: 4 });
    choices.set({ concurrency: undefined, language: 'system' });
    expect(store.kept.chosen).toEqual({});
    expect(told).toEqual([{ ...DEFAULTS, language: 'es', concurrency: 4 }, DEFAULTS]);
  });

  it('leave alone what a newer version wrote', () => {
    const store = memory({ chosen: { fromANewerVersion: 1 } });
    new Choices(store, () => {}).set({ welcomed: true });
    expect(store.kept.chosen).toEqual({ fromANewerVersion: 1, welcomed: true });
  });
});
