import { Check, LoaderCircle } from 'lucide-react';
import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { PhotoView, StripCell } from '../../electron/contract/index.ts';
import { previewAddress, stripAddress } from '../components/addresses.ts';
import { useElementSize } from '../hooks/use-element-size.ts';
import { reasonText } from '../i18n/reason-text.ts';
import { pictureStyle } from '../loupe/panes/picture-style.ts';
import { usePaneGestures } from '../loupe/panes/use-pane-gestures.ts';
import { panBy, placement, zoomAt, type Size, type View } from '../loupe/zoom.ts';
import { levelToShown } from '../text/format.ts';

/** What the cells of a strip have in common. */
export interface Sharing {
  readonly image: Size;
  readonly view: View;
  readonly onView: (view: View) => void;
  /** Tells the size of a pane, so that keys can zoom as well. */
  readonly onPane: (pane: Size) => void;
}

export function OriginalCell({ photo, sharing }: { readonly photo: PhotoView; readonly sharing: Sharing }) {
  const { t } = useTranslation();
  return (
    <div className="strip-cell">
      <SharedView sharing={sharing} address={previewAddress(photo)} label={t('loupe.original')} />
      <span className="strip-caption">
        {t('loupe.original')} <span className="strip-name">{photo.name}</span>
      </span>
    </div>
  );
}

interface TrialCellProps {
  readonly cell: StripCell;
  readonly sharing: Sharing;
  /** The photo has this level now. */
  readonly taken: boolean;
  readonly onTake: () => void;
}

export function TrialCell({ cell, sharing, taken, onTake }: TrialCellProps) {
  const { t } = useTranslation();
  const level = levelToShown(cell.level);
  const ready = cell.state === 'ready';
  return (
    <div className="strip-cell" data-taken={taken || undefined} data-testid={`strip-cell-${String(level)}`}>
      <SharedView
        sharing={sharing}
        address={ready ? stripAddress(cell) : undefined}
        label={t('strip.at', { level })}
        {...(ready && { onClick: onTake })}
      >
        {cell.state === 'waiting' && (
          <p className="strip-wait" role="status">
            <LoaderCircle size={18} aria-hidden className="badge badge-busy" />
            {t('strip.waiting')}
          </p>
        )}
        {cell.state === 'failed' && (
          <p className="strip-wait">{cell.reason === undefined ? t('status.failed') : reasonText(cell.reason)}</p>
        )}
      </SharedView>
      <button
        type="button"
        className="strip-caption strip-take"
        disabled={!ready}
        aria-pressed={taken}
        onClick={onTake}
      >
        {taken && <Check size={14} aria-hidden />}
        {taken ? t('strip.chosen', { level }) : t('strip.take', { level })}
      </button>
    </div>
  );
}

interface SharedViewProps {
  readonly sharing: Sharing;
  readonly address: string | undefined;
  readonly label: string;
  readonly onClick?: () => void;
  readonly children?: ReactNode;
}

/** One picture, zoomed and moved together with all the others. */
function SharedView({ sharing: { image, view, onView, onPane }, address, label, onClick, children }: SharedViewProps) {
  const ref = useRef<HTMLDivElement>(null);
  const pane = useElementSize(ref);
  useEffect(() => onPane(pane), [pane, onPane]);
  usePaneGestures(ref, {
    zoom: (factor, at) => onView(zoomAt(view, image, pane, at, factor)),
    pan: (dx, dy) => onView(panBy(view, image, pane, dx, dy)),
    ...(onClick !== undefined && { click: onClick }),
  });
  const box = pane.width === 0 ? undefined : placement(view, image, pane);
  return (
    <div ref={ref} className="strip-view" data-zoomed={view.zoom !== 'fit' || undefined}>
      {address !== undefined && box !== undefined && (
        <img className="pane-picture" src={address} alt={label} draggable={false} style={pictureStyle(box)} />
      )}
      {children}
    </div>
  );
}
