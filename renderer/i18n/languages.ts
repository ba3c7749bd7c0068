import type { Language } from '../../electron/contract/index.ts';

/** Each language by its own name, so that everybody finds theirs. */
export const languages = [
  { id: 'en', name: 'English' },
  { id: 'es', name: 'Español' },
  { id: 'zh-CN', name: '简体中文' },
] as const;

export type LanguageId = (typeof languages)[number]['id'];

/** The chosen language, else the first of the system's that there is. All of Chinese is served in simplified characters. */
export function languageFor(chosen: Language, system: readonly string[]): LanguageId {
  for (const tag of chosen === 'system' ? system : [chosen]) {
    const base = tag.split('-')[0]?.toLowerCase();
    const match = languages.find(({ id }) => id.split('-')[0] === base);
    if (match !== undefined) return match.id;
  }
  return 'en';
}
