import { Slider } from 'radix-ui';

interface RangeSliderProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly onChange: (value: number) => void;
  /** The slider came to rest: what is costly to do with every step waits for this. */
  readonly onCommit?: (value: number) => void;
  /** What a screen reader says instead of the bare number. */
  readonly valueText?: string;
  /** The value stands for several photos that differ: drawn without a filled part. */
  readonly mixed?: boolean;
  readonly disabled?: boolean;
}

/** One value on a line: arrows step, PageUp/Down leap, Home and End go to the ends. */
export function RangeSlider(props: RangeSliderProps) {
  const { label, value, min, max, step, onChange, onCommit, valueText, mixed = false, disabled = false } = props;
  return (
    <Slider.Root
      className={mixed ? 'slider slider-mixed' : 'slider'}
      value={[value]}
      min={min}
      max={max}
      step={step}
      disabled={disabled}
      onValueChange={([next]) => {
        if (next !== undefined) onChange(next);
      }}
      onValueCommit={([next]) => {
        if (next !== undefined) onCommit?.(next);
      }}
    >
      <Slider.Track className="slider-track">
        <Slider.Range className="slider-range" />
      </Slider.Track>
      <Slider.Thumb className="slider-thumb" aria-label={label} aria-valuetext={valueText} />
    </Slider.Root>
  );
}
