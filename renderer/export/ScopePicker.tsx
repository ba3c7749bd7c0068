import { RadioGroup } from 'radix-ui';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../text/format.ts';
import type { ScopeChoice, ScopeId } from './scope.ts';

interface ScopePickerProps {
  readonly choices: readonly ScopeChoice[];
  readonly value: ScopeId;
  readonly onChange: (value: ScopeId) => void;
}

export function ScopePicker({ choices, value, onChange }: ScopePickerProps) {
  const { t, i18n } = useTranslation();
  const id = useId();
  return (
    <RadioGroup.Root
      className="scopes"
      aria-label={t('export.scope.label')}
      value={value}
      onValueChange={(next) => {
        const choice = choices.find((each) => each.id === next);
        if (choice !== undefined) onChange(choice.id);
      }}
    >
      {choices.map((choice) => (
        <div key={choice.id} className="scope">
          <RadioGroup.Item id={`${id}-${choice.id}`} value={choice.id} className="radio">
            <RadioGroup.Indicator className="radio-dot" />
          </RadioGroup.Item>
          <label htmlFor={`${id}-${choice.id}`}>
            {t(`export.scope.${choice.id}`)}{' '}
            <span className="scope-count">{formatNumber(choice.photos.length, i18n.language)}</span>
          </label>
        </div>
      ))}
    </RadioGroup.Root>
  );
}
