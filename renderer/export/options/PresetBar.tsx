import { Trash2 } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ExportOptions } from '../../../electron/contract/index.ts';
import { Button, IconButton } from '../../components/Button.tsx';
import { changePreferences, usePreferences, withPreset } from '../../state/preferences.ts';

interface PresetBarProps {
  readonly options: ExportOptions;
  readonly onApply: (options: ExportOptions) => void;
}

/** Options under names: applied, saved and deleted. */
export function PresetBar({ options, onApply }: PresetBarProps) {
  const { t } = useTranslation();
  const id = useId();
  const presets = usePreferences((s) => s.presets);
  const [naming, setNaming] = useState<string>();
  const current = presets.find((preset) => sameOptions(preset.options, options));

  const save = () => {
    const name = naming?.trim();
    if (name === undefined || name === '') return;
    setNaming(undefined);
    void changePreferences({ presets: withPreset(presets, { name, options }) });
  };
  if (naming !== undefined) {
    return (
      <div className="preset-bar">
        <label htmlFor={id}>{t('presets.name')}</label>
        <input
          id={id}
          autoFocus
          maxLength={60}
          value={naming}
          onChange={(event) => setNaming(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') save();
            // Leaves the field, not the sheet.
            if (event.key === 'Escape') {
              event.preventDefault();
              event.stopPropagation();
              setNaming(undefined);
            }
          }}
        />
        <Button disabled={naming.trim() === ''} onClick={save}>
          {t('presets.save')}
        </Button>
        <Button look="quiet" onClick={() => setNaming(undefined)}>
          {t('common.cancel')}
        </Button>
      </div>
    );
  }
  return (
    <div className="preset-bar">
      <label htmlFor={id}>{t('presets.label')}</label>
      <select
        id={id}
        value={current?.name ?? ''}
        onChange={(event) => {
          const chosen = presets.find(({ name }) => name === event.target.value);
          if (chosen !== undefined) onApply(chosen.options);
        }}
      >
        <option value="" disabled={current !== undefined}>
          {presets.length === 0 ? t('presets.none') : t('presets.own')}
        </option>
        {presets.map(({ name }) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
      {current === undefined ? (
        <Button onClick={() => setNaming('')}>{t('presets.saveAs')}</Button>
      ) : (
        <IconButton
          label={t('presets.delete', { name: current.name })}
          icon={<Trash2 size={14} aria-hidden />}
          onClick={() => void changePreferences({ presets: presets.filter((preset) => preset !== current) })}
        />
      )}
    </div>
  );
}

function sameOptions(a: ExportOptions, b: ExportOptions): boolean {
  const [one, other] = [whole(a), whole(b)];
  const keys = Object.keys(one) as (keyof ExportOptions)[];
  return keys.every((key) => one[key] === other[key]);
}

/** Options that were kept before there was a choice about the history have none: it is written then. */
function whole(options: ExportOptions): Required<ExportOptions> {
  return { history: true, ...options };
}
