import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { RangeSlider } from '../components/RangeSlider.tsx';
import { levelToShown, parseShownLevel, shownToLevel } from '../text/format.ts';

interface LevelControlProps {
  /** 0..1; undefined when the photos differ. */
  readonly level: number | undefined;
  readonly disabled: boolean;
  readonly onChange: (level: number) => void;
}

/** Beauty level by slider or typed. Both show 0 to 100. */
export function LevelControl({ level, disabled, onChange }: LevelControlProps) {
  const { t } = useTranslation();
  const id = useId();
  const [typed, setTyped] = useState<string>();
  const mixed = level === undefined && !disabled;
  const shown = level === undefined ? undefined : levelToShown(level);
  const parsed = typed === undefined ? undefined : parseShownLevel(typed);
  const invalid = typed !== undefined && typed.trim() !== '' && parsed === undefined;

  const commit = () => {
    if (parsed !== undefined) onChange(parsed);
    setTyped(undefined);
  };

  return (
    <div className="level">
      <div className="level-row">
        <label htmlFor={id}>{t('inspector.level')}</label>
        <input
          id={id}
          className="level-number"
          inputMode="numeric"
          disabled={disabled}
          value={typed ?? shown ?? ''}
          placeholder={mixed ? t('inspector.mixed') : ''}
          aria-invalid={invalid}
          aria-describedby={invalid ? `${id}-error` : undefined}
          onChange={(event) => setTyped(event.target.value)}
          onFocus={(event) => event.target.select()}
          onBlur={commit}
          onKeyDown={(event) => {
            if (event.key === 'Enter') commit();
            if (event.key === 'Escape') setTyped(undefined);
            if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
              event.preventDefault();
              const step = (event.shiftKey ? 10 : 1) * (event.key === 'ArrowUp' ? 1 : -1);
              onChange(shownToLevel((shown ?? 50) + step));
              setTyped(undefined);
            }
          }}
        />
      </div>
      <RangeSlider
        label={t('inspector.level')}
        min={0}
        max={100}
        step={1}
        value={shown ?? 50}
        mixed={mixed}
        valueText={mixed ? t('inspector.mixed') : String(shown ?? 50)}
        disabled={disabled}
        onChange={(next) => onChange(shownToLevel(next))}
      />
      {invalid && (
        <p id={`${id}-error`} className="hint hint-error" role="alert">
          {t('inspector.levelInvalid')}
        </p>
      )}
    </div>
  );
}
