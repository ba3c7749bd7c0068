import { useTranslation } from 'react-i18next';
import { RangeSlider } from '../components/RangeSlider.tsx';

interface FadeSliderProps {
  /** 0..1; undefined when the photos differ. */
  readonly value: number | undefined;
  readonly disabled?: boolean;
  readonly onChange: (fade: number) => void;
}

/** How much of the retouch is applied, shown as 0 to 100 %. */
export function FadeSlider({ value, disabled = false, onChange }: FadeSliderProps) {
  const { t } = useTranslation();
  const percent = value === undefined ? undefined : Math.round(value * 100);
  const words = percent === undefined ? t('inspector.mixed') : t('fade.percent', { percent });
  return (
    <div className="fade-slider">
      <span className="fade-name" aria-hidden>
        {t('fade.label')}
      </span>
      <RangeSlider
        label={t('fade.label')}
        min={0}
        max={100}
        step={1}
        value={percent ?? 100}
        mixed={percent === undefined && !disabled}
        valueText={words}
        disabled={disabled}
        onChange={(next) => onChange(next / 100)}
      />
      <span className="fade-value" aria-hidden data-testid="fade-value">
        {disabled ? '' : words}
      </span>
    </div>
  );
}
