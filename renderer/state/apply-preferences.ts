import type { Preferences } from '../../electron/contract/index.ts';
import { setLanguage } from '../i18n/index.ts';
import { usePreferences } from './preferences.ts';

/** Lets the window follow the preferences, from now on: its language, and the brightness behind the photos. */
export function applyPreferences(): void {
  const apply = ({ language, surround }: Preferences) => {
    document.documentElement.dataset['surround'] = surround;
    void setLanguage(language);
  };
  apply(usePreferences.getState());
  usePreferences.subscribe(apply);
}
