import { RadioGroup } from 'radix-ui';
import { useTranslation } from 'react-i18next';
import type { Language, Surround } from '../../electron/contract/index.ts';
import { Choice } from '../components/Field.tsx';
import { languages } from '../i18n/languages.ts';
import { changePreferences, usePreferences } from '../state/preferences.ts';

const surrounds: readonly Surround[] = ['black', 'dark', 'grey', 'light'];

/** Language, and the brightness that photos are judged against. Both change at once. */
export function AppearanceSettings() {
  const { t } = useTranslation();
  const language = usePreferences((s) => s.language);
  const surround = usePreferences((s) => s.surround);
  return (
    <>
      <div className="settings-section">
        <Choice<Language>
          label={t('settings.language')}
          value={language}
          options={[
            { value: 'system', text: t('settings.languageSystem') },
            ...languages.map(({ id, name }) => ({ value: id, text: name })),
          ]}
          onChange={(next) => void changePreferences({ language: next })}
        />
      </div>
      <div className="settings-section">
        <h3 id="surround-label">{t('settings.surround')}</h3>
        <RadioGroup.Root
          className="surrounds"
          aria-labelledby="surround-label"
          value={surround}
          onValueChange={(next) => {
            const found = surrounds.find((each) => each === next);
            if (found !== undefined) void changePreferences({ surround: found });
          }}
        >
          {surrounds.map((each) => (
            <RadioGroup.Item key={each} value={each} className={`surround surround-${each}`}>
              {t(`settings.surrounds.${each}`)}
            </RadioGroup.Item>
          ))}
        </RadioGroup.Root>
        <p className="hint">{t('settings.surroundHint')}</p>
      </div>
    </>
  );
}
