import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Language } from '../../electron/contract/index.ts';
import en from './en.json';
import es from './es.json';
import { languageFor } from './languages.ts';
import zhCN from './zh-CN.json';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof en };
  }
}

export const i18n = i18next.createInstance();

/** Loads the words, in the system's language at first. They are part of the bundle, so nothing is fetched. */
export async function startLanguage(): Promise<void> {
  await i18n.use(initReactI18next).init({
    lng: languageFor('system', navigator.languages),
    fallbackLng: 'en',
    resources: { en: { translation: en }, es: { translation: es }, 'zh-CN': { translation: zhCN } },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  document.documentElement.lang = i18n.language;
}

/** Switches what is on screen at once. */
export async function setLanguage(chosen: Language): Promise<void> {
  const language = languageFor(chosen, navigator.languages);
  if (language === i18n.language) return;
  await i18n.changeLanguage(language);
  document.documentElement.lang = language;
}
