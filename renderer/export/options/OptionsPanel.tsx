import { useTranslation } from 'react-i18next';
import type {
  ConflictRule,
  ExportOptions,
  MetadataPolicy,
  OutputFormat,
  OutputSize,
} from '../../../electron/contract/index.ts';
import { Choice } from '../../components/Field.tsx';
import { RangeSlider } from '../../components/RangeSlider.tsx';
import { Toggle } from '../../components/Toggle.tsx';
import { changePreferences, usePreferences } from '../../state/preferences.ts';
import { NameField } from './NameField.tsx';
import { PresetBar } from './PresetBar.tsx';

const sizes: readonly OutputSize[] = ['original', 'service'];
const formats: readonly OutputFormat[] = ['same', 'jpeg', 'png', 'tiff'];
const policies: readonly MetadataPolicy[] = ['all', 'no-location', 'none'];
const conflicts: readonly ConflictRule[] = ['rename', 'skip', 'overwrite'];

interface OptionsPanelProps {
  readonly options: ExportOptions;
  /** What the first photo will be called. */
  readonly example: string | undefined;
  readonly onChange: (options: ExportOptions) => void;
}

/** How the results are written. Closed until wanted: the defaults keep everything the original has. */
export function OptionsPanel({ options, example, onChange }: OptionsPanelProps) {
  const { t } = useTranslation();
  const set = (change: Partial<ExportOptions>) => onChange({ ...options, ...change });
  const summary = [
    ...(example === undefined ? [] : [example]),
    t(`options.size.${options.size}`),
    t(`options.format.${options.format}`),
    t(`options.metadata.${options.metadata}`),
  ];
  return (
    <details className="options">
      <summary>
        <span>{t('options.title')}</span>
        <span className="options-summary">{summary.join(' · ')}</span>
      </summary>
      <div className="options-body">
        <PresetBar options={options} onApply={onChange} />
        <NameField template={options.name} example={example} onChange={(name) => set({ name })} />
        <Choices options={options} set={set} />
        <Toggles options={options} set={set} />
      </div>
    </details>
  );
}

interface PartProps {
  readonly options: ExportOptions;
  readonly set: (change: Partial<ExportOptions>) => void;
}

function Choices({ options, set }: PartProps) {
  const { t } = useTranslation();
  return (
    <div className="options-grid">
      <Choice
        label={t('options.size.label')}
        value={options.size}
        options={sizes.map((value) => ({ value, text: t(`options.size.${value}`) }))}
        onChange={(size) => set({ size })}
      />
      <Choice
        label={t('options.format.label')}
        value={options.format}
        options={formats.map((value) => ({ value, text: t(`options.format.${value}`) }))}
        onChange={(format) => set({ format })}
      />
      <Choice
        label={t('options.metadata.label')}
        value={options.metadata}
        options={policies.map((value) => ({ value, text: t(`options.metadata.${value}`) }))}
        onChange={(metadata) => set({ metadata })}
      />
      <Choice
        label={t('options.conflict.label')}
        value={options.onConflict}
        options={conflicts.map((value) => ({ value, text: t(`options.conflict.${value}`) }))}
        onChange={(onConflict) => set({ onConflict })}
      />
      <div className="field">
        <div className="field-row">
          <span>{t('options.quality')}</span>
          <span className="field-value">{options.quality}</span>
        </div>
        <RangeSlider
          label={t('options.quality')}
          min={1}
          max={100}
          step={1}
          value={options.quality}
          disabled={options.format === 'png' || options.format === 'tiff'}
          onChange={(quality) => set({ quality })}
        />
      </div>
    </div>
  );
}

function Toggles({ options, set }: PartProps) {
  const { t } = useTranslation();
  const openWhenDone = usePreferences((s) => s.openWhenDone);
  const noMetadata = options.metadata === 'none';
  return (
    <>
      <Toggle
        label={t('options.history')}
        hint={noMetadata ? t('options.needsMetadata') : t('options.historyHint')}
        checked={options.history !== false && !noMetadata}
        disabled={noMetadata}
        onChange={(history) => set({ history })}
      />
      <Toggle
        label={t('options.writeMarks')}
        hint={noMetadata ? t('options.needsMetadata') : t('options.writeMarksHint')}
        checked={options.writeMarks && !noMetadata}
        disabled={noMetadata}
        onChange={(writeMarks) => set({ writeMarks })}
      />
      <Toggle
        label={t('settings.openWhenDone')}
        checked={openWhenDone}
        onChange={(on) => void changePreferences({ openWhenDone: on })}
      />
    </>
  );
}
