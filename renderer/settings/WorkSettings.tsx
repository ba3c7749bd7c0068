import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Choice } from '../components/Field.tsx';
import { RangeSlider } from '../components/RangeSlider.tsx';
import { Toggle } from '../components/Toggle.tsx';
import { levelToShown, shownToLevel } from '../text/format.ts';
import { changePreferences, usePreferences } from '../state/preferences.ts';

/** Bounds of tasks at the service that are offered, beside leaving it to the service. */
const bounds = [1, 2, 3, 4, 6, 8, 12, 16];
const AUTO = 'auto';

/** How batches run, and what happens when they end. */
export function WorkSettings() {
  const { t } = useTranslation();
  const { defaultLevel, concurrency, keepAwake, notify, openWhenDone } = usePreferences();
  const [moving, setMoving] = useState<number>();
  const shown = moving ?? levelToShown(defaultLevel);
  // A bound that was set elsewhere is offered too, so that it is not lost by looking at it.
  const offered = [...new Set(concurrency === undefined ? bounds : [...bounds, concurrency])].sort((a, b) => a - b);
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
            onChange={setMoving}
            onCommit={(next) => {
              setMoving(undefined);
              void changePreferences({ defaultLevel: shownToLevel(next) });
            }}
          />
          <p className="hint">{t('settings.defaultLevelHint')}</p>
        </div>
        <Choice<string>
          label={t('settings.concurrency')}
          value={concurrency === undefined ? AUTO : String(concurrency)}
          options={[
            { value: AUTO, text: t('settings.concurrencyAuto') },
            ...offered.map((bound) => ({ value: String(bound), text: String(bound) })),
          ]}
          hint={t('settings.concurrencyHint')}
          onChange={(bound) => void changePreferences({ concurrency: bound === AUTO ? undefined : Number(bound) })}
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
