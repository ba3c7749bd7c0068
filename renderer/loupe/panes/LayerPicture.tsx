import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Layer } from './layers.ts';
import type { PictureStyle } from './picture-style.ts';
import type { Size } from '../zoom.ts';

/** Nobody waits for pixels that fly past: the full-size picture is asked for once the view has come to rest. */
const REST_MS = 150;
/** What cannot be seen may be asked for next, so that it comes after what can. */
const HIDDEN_REST_MS = 1200;

interface LayerPictureProps {
  readonly layer: Layer;
  readonly label: string;
  /** Size of the photo; undefined until it is known. */
  readonly size: Size | undefined;
  readonly style: PictureStyle | undefined;
  /** Nothing of it can be seen at the moment. */
  readonly hidden: boolean;
  /** Size of the preview, once it is there. */
  readonly onSize: (size: Size) => void;
  /** Whether the full-size picture is on its way. */
  readonly onBusy: (busy: boolean) => void;
}

/** The preview, and over it the picture with all its pixels once the preview is shown larger than it is. */
export function LayerPicture({ layer, label, size, style, hidden, onSize, onBusy }: LayerPictureProps) {
  const { t } = useTranslation();
  const [state, setState] = useState<'loading' | 'shown' | 'failed'>('loading');
  const [own, setOwn] = useState<Size>();
  const [full, setFull] = useState<'none' | 'loading' | 'shown' | 'failed'>('none');
  const wanted = own !== undefined && size !== undefined && style !== undefined && wantsMore(style.width, own, size);

  useEffect(() => {
    if (!wanted || full !== 'none') return undefined;
    const timer = setTimeout(() => setFull('loading'), hidden ? HIDDEN_REST_MS : REST_MS);
    return () => clearTimeout(timer);
  }, [wanted, hidden, full]);
  const busy = full === 'loading' && wanted && !hidden;
  useEffect(() => {
    if (!busy) return undefined;
    onBusy(true);
    return () => onBusy(false);
  }, [busy, onBusy]);

  if (state === 'failed') return <p className="pane-fault">{t('loupe.cannotShow')}</p>;
  return (
    <>
      <img
        className="pane-picture"
        data-state={state}
        src={layer.address}
        alt={label}
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
      {(full === 'loading' || full === 'shown') && (
        <img
          className="pane-picture"
          data-state={full}
          data-testid="loupe-full"
          src={layer.full}
          alt=""
          decoding="async"
          draggable={false}
          style={style}
          onLoad={(event) => {
            // Decoded before it is shown, so that the preview never gives way to a half-drawn picture.
            const show = () => setFull('shown');
            void event.currentTarget.decode().then(show, show);
          }}
          onError={() => setFull('failed')}
        />
      )}
    </>
  );
}

/** Whether the preview is drawn with fewer pixels than the screen shows, and the photo has more. */
function wantsMore(shownWidth: number, own: Size, photo: Size): boolean {
  return own.width < photo.width && shownWidth * devicePixelRatio > own.width * 1.05;
}
