import { useCallback, useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { PhotoView } from '../../../electron/contract/index.ts';
import { thumbAddress } from '../../components/addresses.ts';
import { useElementSize } from '../../hooks/use-element-size.ts';
import { photoSentence } from '../../text/status-text.ts';
import { panLoupe, toggleLoupeZoom, useView, zoomLoupe } from '../../state/view.ts';
import { isHidden, type Layer, type PaneLayers } from './layers.ts';
import { LayerPicture } from './LayerPicture.tsx';
import './panes.css';
import { pictureStyle } from './picture-style.ts';
import { usePaneGestures, type PaneActions } from './use-pane-gestures.ts';
import { placement, type Size } from '../zoom.ts';

interface PaneProps {
  readonly photo: PhotoView;
  readonly layers: PaneLayers;
  /** Whether it says what it shows: where there is something to mix up. */
  readonly tagged: boolean;
  /** The pane whose size the keys go by. */
  readonly main?: boolean;
  readonly children?: ReactNode;
}

const actions: PaneActions = { zoom: zoomLoupe, pan: panLoupe, click: toggleLoupeZoom };

/** One view onto the picture. All panes share place and zoom. */
export function Pane({ photo, layers, tagged, main = false, children }: PaneProps) {
  const { t } = useTranslation();
  const ref = useRef<HTMLDivElement>(null);
  const pane = useElementSize(ref);
  const view = useView((s) => s.zoom);
  const [natural, setNatural] = useState<{ id: string; size: Size }>();
  const [busy, setBusy] = useState(0);
  const countBusy = useCallback((is: boolean) => setBusy((before) => before + (is ? 1 : -1)), []);
  const dragging = usePaneGestures(ref, actions);

  const size = pictureSize(photo) ?? (natural?.id === photo.id ? natural.size : undefined);
  const width = size?.width;
  const height = size?.height;
  useEffect(() => {
    if (!main || width === undefined || height === undefined || pane.width === 0) return undefined;
    useView.setState({ stage: { image: { width, height }, pane } });
    return () => useView.setState({ stage: undefined });
  }, [main, width, height, pane]);

  useEffect(() => {
    if (main) ref.current?.focus({ preventScroll: true });
  }, [main]);

  const box = size === undefined || pane.width === 0 ? undefined : placement(view, size, pane);
  const style = box && pictureStyle(box);
  return (
    <div
      ref={ref}
      className="pane"
      tabIndex={main ? 0 : -1}
      role="group"
      aria-label={photoSentence(photo, t)}
      aria-busy={busy > 0}
      data-zoomed={view.zoom !== 'fit' || undefined}
      data-dragging={dragging || undefined}
    >
      {/* The thumbnail is there at once and stands in until the large picture has been decoded. */}
      {box && (
        <img
          key={photo.id}
          className="pane-stand-in"
          src={thumbAddress(photo)}
          alt=""
          style={style}
          draggable={false}
        />
      )}
      {layers.map((layer, place) => (
        <div
          key={layer.what}
          className="pane-layer"
          style={{ opacity: layer.opacity, clipPath: `inset(0 0 0 ${String(layer.cut * 100)}%)` }}
        >
          <LayerPicture
            key={layer.address}
            layer={layer}
            label={t(`loupe.${layer.what}`)}
            size={size}
            style={style}
            hidden={isHidden(layers, place)}
            onSize={(own) => setNatural({ id: photo.id, size: own })}
            onBusy={countBusy}
          />
        </div>
      ))}
      {tagged && <Tags layers={layers} />}
      {busy > 0 && <span className="pane-tag pane-busy">{t('loupe.loadingFull')}</span>}
      {children}
    </div>
  );
}

/** What is shown: on the right what is in front, on the left what the split line lets through. */
function Tags({ layers }: { readonly layers: PaneLayers }) {
  const front = layers.findLast(({ opacity }) => opacity > 0) ?? layers[0];
  const back = layers[0];
  return (
    <>
      {front !== undefined && <Tag layer={front} side="right" />}
      {front !== undefined && back !== undefined && front.cut > 0 && <Tag layer={back} side="left" />}
    </>
  );
}

function Tag({ layer, side }: { readonly layer: Layer; readonly side: 'left' | 'right' }) {
  const { t } = useTranslation();
  const percent = Math.round(layer.opacity * 100);
  return (
    <span className={side === 'left' ? 'pane-tag pane-tag-left' : 'pane-tag'}>
      {layer.what === 'retouched' && percent < 100 ? t('loupe.retouchedAt', { percent }) : t(`loupe.${layer.what}`)}
    </span>
  );
}

function pictureSize({ width, height }: PhotoView): Size | undefined {
  return width === undefined || height === undefined ? undefined : { width, height };
}
