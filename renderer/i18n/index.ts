import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { loadPreferences, savePreferences } from '../state/preferences.ts';
import en from './en.json';
import es from './es.json';
import { languageFor, type LanguageId } from './languages.ts';
import zhCN from './zh-CN.json';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof en };
  }
}

export const i18n = i18next.createInstance();

/** Loads the words. They are part of the bundle, so nothing is fetched. */
export async function startLanguage(): Promise<void> {
  await i18n.use(initReactI18next).init({
    lng: languageFor(loadPreferences().language, navigator.languages),
    fallbackLng: 'en',
    resources: { en: { translation: en }, es: { translation: es }, 'zh-CN': { translation: zhCN } },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  document.documentElement.lang = i18n.language;
}

export async function setLanguage(language: LanguageId): Promise<void> {
  savePreferences({ language });
  await i18n.changeLanguage(language);
  document.documentElement.lang = language;
}
