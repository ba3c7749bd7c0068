import { describe, expect, it } from 'vitest';
import type { PauseKind, QueueView } from '../../../electron/contract/index.ts';
import { defaultScope, scopeChoices } from '../../../renderer/export/scope.ts';
import { languageFor } from '../../../renderer/i18n/languages.ts';
import { bannerOf } from '../../../renderer/queue/banner.ts';
import { match, shortcuts, type KeyPress } from '../../../renderer/shortcuts/shortcuts.ts';
import { PhotoTable } from '../../../renderer/state/library/photo-table.ts';
import { photo } from './photos.ts';

const queue: QueueView = {
  active: true,
  online: true,
  paused: undefined,
  total: 10,
  exported: 1,
  failed: 0,
  undecided: 0,
  cancelled: 0,
  waiting: 9,
  inFlight: 0,
  photosPerMinute: undefined,
  secondsLeft: undefined,
  creditsSpent: 8,
  creditsLeft: undefined,
  output: undefined,
};

describe('the banner', () => {
  it('has one for everything that stops the queue, each with an action', () => {
    const kinds: PauseKind[] = ['key', 'locked', 'credits', 'budget', 'withdrawn', 'disk'];
    for (const kind of kinds) {
      expect(bannerOf({ ...queue, paused: { kind, message: 'why' } }, 'stored')).toMatchObject({
        kind,
        message: 'why',
      });
    }
    expect(bannerOf({ ...queue, paused: { kind: 'key', message: '' } }, 'stored')?.action).toBe('enter-key');
    expect(bannerOf({ ...queue, paused: { kind: 'budget', message: '' } }, 'stored')?.action).toBe('new-limit');
  });

  it('leaves a pause that somebody asked for to the queue bar', () => {
    expect(bannerOf({ ...queue, paused: { kind: 'user', message: '' } }, 'stored')).toBeUndefined();
  });

  it('speaks of the connection only while there is work, and after what is worse', () => {
    expect(bannerOf({ ...queue, online: false }, 'stored')?.kind).toBe('offline');
    expect(bannerOf({ ...queue, online: false, active: false }, 'stored')).toBeUndefined();
    expect(bannerOf({ ...queue, online: false, paused: { kind: 'disk', message: '' } }, 'stored')?.kind).toBe('disk');
  });
});

it('asks for a missing key only when something waits for it', () => {
  const paused = { kind: 'key', message: 'There is no API key yet.' } as const;
  expect(bannerOf({ ...queue, paused }, 'none')?.kind).toBe('no-key');
  expect(bannerOf({ ...queue, paused, total: 0 }, 'none')).toBeUndefined();
});

describe('which photos a batch takes', () => {
  const exported = { kind: 'exported', output: '/x', at: 0 } as const;

  it('takes all of a fresh folder', () => {
    const choices = scopeChoices(new PhotoTable([photo('a'), photo('b')]), ['a', 'b'], new Set(['a']));
    expect(choices.map(({ id }) => id)).toEqual(['selected', 'all']);
    expect(defaultScope(choices)).toBe('all');
  });

  it('takes what is left of a folder that is partly done', () => {
    const table = new PhotoTable([
      photo('a', { status: exported }),
      photo('b'),
      photo('c', { status: { kind: 'waiting' } }),
    ]);
    const choices = scopeChoices(table, table.ids, new Set());
    expect(choices.find(({ id }) => id === 'remaining')?.photos).toEqual(['b']);
    expect(defaultScope(choices)).toBe('remaining');
  });

  it('takes a selection of several photos, in the order shown', () => {
    const table = new PhotoTable([photo('a'), photo('b'), photo('c')]);
    const choices = scopeChoices(table, ['c', 'b', 'a'], new Set(['a', 'c']));
    expect(choices[0]).toEqual({ id: 'selected', photos: ['c', 'a'] });
    expect(defaultScope(choices)).toBe('selected');
  });
});

describe('keys', () => {
  const press = (key: string, held: Partial<KeyPress> = {}): KeyPress => ({
    key,
    ctrlKey: false,
    metaKey: false,
    shiftKey: false,
    altKey: false,
    ...held,
  });

  it.each([
    ['e', {}, 'grid', 'loupe'],
    ['E', {}, 'grid', 'loupe'],
    ['y', {}, 'loupe', 'side'],
    ['Y', { shiftKey: true }, 'loupe', 'split'],
    ['a', { ctrlKey: true }, 'grid', 'all'],
    ['C', { ctrlKey: true, shiftKey: true }, 'grid', 'copy'],
    ['?', { shiftKey: true }, 'none', 'help'],
    ['+', { shiftKey: true }, 'loupe', 'zoomIn'],
    ['+', {}, 'loupe', 'zoomIn'],
    ['\\', {}, 'loupe', 'original'],
    [' ', {}, 'grid', 'stepIn'],
    ['Escape', {}, 'loupe', 'back'],
  ] as const)('%s %j in %s means %s', (key, held, screen, command) => {
    expect(match(press(key, held), screen, false)).toBe(command);
  });

  it.each([
    ['c', { ctrlKey: true }, 'grid'],
    ['e', { ctrlKey: true }, 'grid'],
    ['e', {}, 'none'],
    ['z', {}, 'grid'],
    ['Escape', {}, 'grid'],
    ['g', { altKey: true }, 'loupe'],
    ['a', { metaKey: true }, 'grid'],
  ] as const)('%s %j in %s means nothing', (key, held, screen) => {
    expect(match(press(key, held), screen, false)).toBeUndefined();
  });

  it('takes Cmd for Ctrl on a Mac', () => {
    expect(match(press('a', { metaKey: true }), 'grid', true)).toBe('all');
    expect(match(press('a', { ctrlKey: true }), 'grid', true)).toBeUndefined();
  });

  it('gives no combination to two commands', () => {
    const keys = shortcuts.map(({ keys }) => keys);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('the language', () => {
  it.each([
    ['system', ['es-MX', 'en'], 'es'],
    ['system', ['zh-TW'], 'zh-CN'],
    ['system', ['fr-FR', 'de'], 'en'],
    ['zh-CN', ['en-US'], 'zh-CN'],
    ['en', ['es'], 'en'],
  ] as const)('chosen %s on a system of %j is %s', (chosen, system, language) => {
    expect(languageFor(chosen, system)).toBe(language);
  });
});
