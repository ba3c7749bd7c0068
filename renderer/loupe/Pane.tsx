import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { PhotoView } from '../../electron/contract/index.ts';
import { thumbAddress } from '../components/addresses.ts';
import { useElementSize } from '../components/use-element-size.ts';
import { photoSentence } from '../components/status-text.ts';
import { useView } from '../state/view.ts';
import { usePaneGestures } from './use-pane-gestures.ts';
import { placement, type Size } from './zoom.ts';

export interface Layer {
  readonly address: string;
  /** Address of the same picture with more pixels, for looking closer than the preview can show. */
  readonly closer: (longestSide: number) => string;
  readonly label: string;
}

interface PaneProps {
  readonly photo: PhotoView;
  /** From the back to the front. Of two, the front one is cut off left of the split line. */
  readonly layers: readonly Layer[];
  /** Whether each layer says what it is. */
  readonly tagged: boolean;
  /** The pane whose size the keys go by. */
  readonly main?: boolean;
  /** 0..1 of the pane's width. */
  readonly split?: number;
  readonly children?: ReactNode;
}

/** One view onto the picture. All panes share place and zoom. */
export function Pane({ photo, layers, tagged, main = false, split = 0, children }: PaneProps) {
  const { t } = useTranslation();
  const ref = useRef<HTMLDivElement>(null);
  const pane = useElementSize(ref);
  const view = useView((s) => s.zoom);
  const [natural, setNatural] = useState<{ id: string; size: Size }>();
  const dragging = usePaneGestures(ref);

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
  const style = box && { width: box.width, height: box.height, transform: `translate(${px(box.x)}, ${px(box.y)})` };
  return (
    <div
      ref={ref}
      className="pane"
      tabIndex={main ? 0 : -1}
      role="group"
      aria-label={photoSentence(photo, t)}
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
          key={place}
          className="pane-layer"
          style={place === 0 ? {} : { clipPath: `inset(0 0 0 ${String(split * 100)}%)` }}
        >
          <LayerPicture
            key={layer.address}
            layer={layer}
            size={size}
            style={style}
            onSize={(natural) => setNatural({ id: photo.id, size: natural })}
          />
          {tagged && (
            <span className={place === 0 && layers.length > 1 ? 'pane-tag pane-tag-left' : 'pane-tag'}>
              {layer.label}
            </span>
          )}
        </div>
      ))}
      {children}
    </div>
  );
}

interface LayerPictureProps {
  readonly layer: Layer;
  readonly size: Size | undefined;
  readonly style: { readonly width: number; readonly height: number; readonly transform: string } | undefined;
  readonly onSize: (size: Size) => void;
}

/** The preview, and over it the picture with all its pixels once the preview is shown larger than it is. */
function LayerPicture({ layer, size, style, onSize }: LayerPictureProps) {
  const { t } = useTranslation();
  const [state, setState] = useState<'loading' | 'shown' | 'failed'>('loading');
  const [own, setOwn] = useState<Size>();
  const [close, setClose] = useState(false);
  if (state === 'failed') return <p className="pane-fault">{t('loupe.cannotShow')}</p>;
  const asked = own !== undefined && size !== undefined && style !== undefined && wantsMore(style.width, own, size);
  return (
    <>
      <img
        className="pane-picture"
        data-state={state}
        src={layer.address}
        alt={layer.label}
        decoding="async"
        draggable={false}
        style={style}
        onLoad={(event) => {
          const { naturalWidth: width, naturalHeight: height } = event.currentTarget;
          if (width > 0) {
            setOwn({ width, height });
            onSize({ width, height });
          }
          setState('shown');
        }}
        onError={() => setState('failed')}
      />
      {asked && (
        <img
          className="pane-picture"
          data-state={close ? 'shown' : 'loading'}
          data-testid="loupe-closer"
          src={layer.closer(Math.max(size.width, size.height))}
          alt=""
          decoding="async"
          draggable={false}
          style={style}
          onLoad={() => setClose(true)}
        />
      )}
    </>
  );
}

/** Whether the preview is drawn with fewer pixels than the screen shows, and the photo has more. */
function wantsMore(shownWidth: number, own: Size, photo: Size): boolean {
  return own.width < photo.width && shownWidth * devicePixelRatio > own.width * 1.05;
}

function pictureSize({ width, height }: PhotoView): Size | undefined {
  return width === undefined || height === undefined ? undefined : { width, height };
}

/** Whole device pixels keep the picture crisp. */
function px(value: number): string {
  return `${String(Math.round(value * devicePixelRatio) / devicePixelRatio)}px`;
}
