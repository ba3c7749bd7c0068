import { useTranslation } from 'react-i18next';
import { Choice } from '../components/Field.tsx';
import { RangeSlider } from '../components/RangeSlider.tsx';
import { Toggle } from '../components/Toggle.tsx';
import { levelToShown, shownToLevel } from '../state/format.ts';
import { changePreferences, usePreferences } from '../state/preferences.ts';

/** Bounds of tasks at the service that can be chosen; `auto`: as many as the service takes without complaint. */
const bounds = ['auto', '1', '2', '3', '4', '6', '8', '12', '16'] as const;
type Bound = (typeof bounds)[number];

/** How batches run, and what happens when they end. */
export function WorkSettings() {
  const { t } = useTranslation();
  const { defaultLevel, concurrency, keepAwake, notify, openWhenDone } = usePreferences();
  const shown = levelToShown(defaultLevel);
  return (
    <>
      <div className="settings-section">
        <div className="field">
          <div className="field-row">
            <span>{t('settings.defaultLevel')}</span>
            <span className="field-value">{shown}</span>
          </div>
          <RangeSlider
            label={t('settings.defaultLevel')}
            min={0}
            max={100}
            step={1}
            value={shown}
            onChange={(next) => void changePreferences({ defaultLevel: shownToLevel(next) })}
          />
          <p className="hint">{t('settings.defaultLevelHint')}</p>
        </div>
        <Choice<Bound>
          label={t('settings.concurrency')}
          value={bounds.find((each) => each === String(concurrency)) ?? 'auto'}
          options={bounds.map((value) => ({ value, text: value === 'auto' ? t('settings.concurrencyAuto') : value }))}
          hint={t('settings.concurrencyHint')}
          onChange={(bound) => void changePreferences({ concurrency: bound === 'auto' ? undefined : Number(bound) })}
        />
      </div>
      <div className="settings-section">
        <Toggle
          label={t('settings.keepAwake')}
          hint={t('settings.keepAwakeHint')}
          checked={keepAwake}
          onChange={(on) => void changePreferences({ keepAwake: on })}
        />
        <Toggle
          label={t('settings.notify')}
          hint={t('settings.notifyHint')}
          checked={notify}
          onChange={(on) => void changePreferences({ notify: on })}
        />
        <Toggle
          label={t('settings.openWhenDone')}
          checked={openWhenDone}
          onChange={(on) => void changePreferences({ openWhenDone: on })}
        />
      </div>
    </>
  );
}
