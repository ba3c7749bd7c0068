import { useTranslation } from 'react-i18next';
import { keyLabel } from '../../shortcuts/key-label.ts';
import { useView } from '../../state/view.ts';
import { zoomTo } from '../loupe-actions.ts';
import { scaleOf } from '../zoom.ts';

/** The zooms that are asked for most, and the one that is shown where it is none of them. */
export function ZoomTools({ disabled }: { readonly disabled: boolean }) {
  const { t } = useTranslation();
  const zoom = useView((s) => s.zoom.zoom);
  const scale = useView((s) => s.stage && scaleOf(s.zoom, s.stage.image, s.stage.pane));
  const percent = scale === undefined ? undefined : Math.round(scale * devicePixelRatio * 100);
  const steps = [
    { to: 'fit', on: zoom === 'fit', text: t('loupe.fit'), name: t('loupe.zoomFit'), keys: 'Mod+0' },
    { to: 1, on: zoom !== 'fit' && percent === 100, text: '1:1', name: t('loupe.zoomOne'), keys: 'Z' },
    { to: 2, on: zoom !== 'fit' && percent === 200, text: '2:1', name: t('loupe.zoomTwo'), keys: 'Mod+2' },
  ] as const;
  return (
    <div className="tool-group" role="group" aria-label={t('loupe.zoom')}>
      <span className="zoom-value" data-testid="zoom-value">
        {percent !== undefined && t('loupe.percent', { percent })}
      </span>
      {steps.map(({ to, on, text, name, keys }) => (
        <button
          key={to}
          type="button"
          className="zoom-step"
          aria-label={name}
          aria-pressed={on}
          data-tip={`${name} (${keyLabel(keys)})`}
          disabled={disabled}
          onClick={() => zoomTo(to)}
        >
          {text}
        </button>
      ))}
    </div>
  );
}
