import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useView } from '../../state/view.ts';

const STEP = 0.02;
const LEAP = 0.1;

/** The line between before and after: dragged, or moved with the arrow keys. */
export function SplitHandle() {
  const { t } = useTranslation();
  const split = useView((s) => s.split);
  const ref = useRef<HTMLDivElement>(null);
  const percent = Math.round(split * 100);

  const drag = (event: React.PointerEvent) => {
    const pane = ref.current?.parentElement;
    if (pane === null || pane === undefined || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const box = pane.getBoundingClientRect();
    moveTo((event.clientX - box.left) / box.width);
  };

  return (
    <div
      ref={ref}
      role="slider"
      tabIndex={0}
      aria-label={t('loupe.splitLine')}
      aria-orientation="horizontal"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      aria-valuetext={t('loupe.splitAt', { percent })}
      className="split-handle"
      style={{ left: `${String(split * 100)}%` }}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={drag}
      onKeyDown={(event) => {
        const step = event.shiftKey ? LEAP : STEP;
        const next = byKey(event.key, split, step);
        if (next === undefined) return;
        event.preventDefault();
        moveTo(next);
      }}
    />
  );
}

function byKey(key: string, split: number, step: number): number | undefined {
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return split - step;
    case 'ArrowRight':
    case 'ArrowUp':
      return split + step;
    case 'PageDown':
      return split - LEAP;
    case 'PageUp':
      return split + LEAP;
    case 'Home':
      return 0;
    case 'End':
      return 1;
    default:
      return undefined;
  }
}

function moveTo(split: number): void {
  useView.setState({ split: Math.min(Math.max(split, 0), 1) });
}
