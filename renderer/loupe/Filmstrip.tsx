import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { PhotoId } from '../../electron/contract/index.ts';
import { thumbAddress } from '../components/addresses.ts';
import { StatusBadge } from '../components/StatusBadge.tsx';
import { cellSentence } from '../gallery/cells/cell-words.ts';
import { FlagSign, Stars } from '../gallery/cells/MarkSigns.tsx';
import { placeholderAddress } from '../gallery/thumbs/placeholder-address.ts';
import { Thumb } from '../gallery/thumbs/Thumb.tsx';
import { useVisiblePhotos } from '../gallery/grid/use-visible-photos.ts';
import { changeSelection, useLibrary, usePhoto } from '../state/library/library.ts';

/** Width of one frame with its gap, CSS pixels. */
const FRAME = 84;

/** The photos in a row below the loupe. Arrow keys move through it from anywhere in the loupe. */
export function Filmstrip() {
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const order = useLibrary((s) => s.order);
  const cursor = useLibrary((s) => s.selection.cursor);
  const virtual = useVirtualizer({
    horizontal: true,
    count: order.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => FRAME,
    overscan: 6,
    paddingStart: 8,
    paddingEnd: 8,
  });
  const at = cursor === undefined ? -1 : order.indexOf(cursor);
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: 'center' });
  }, [virtual, at]);

  const items = virtual.getVirtualItems();
  useVisiblePhotos(order, items[0]?.index ?? 0, (items.at(-1)?.index ?? -1) + 1);
  return (
    <div
      ref={scroller}
      className="filmstrip"
      role="listbox"
      tabIndex={0}
      aria-orientation="horizontal"
      aria-label={t('loupe.filmstrip')}
      aria-activedescendant={cursor === undefined ? undefined : frameId(cursor)}
    >
      <div role="presentation" className="filmstrip-canvas" style={{ width: virtual.getTotalSize() }}>
        {items.map((item) => {
          const id = order[item.index];
          return id === undefined ? null : <Frame key={id} id={id} left={item.start} />;
        })}
      </div>
    </div>
  );
}

const Frame = memo(function Frame({ id, left }: { readonly id: PhotoId; readonly left: number }) {
  const { t } = useTranslation();
  const photo = usePhoto(id);
  const current = useLibrary((s) => s.selection.cursor === id);
  const selected = useLibrary((s) => s.selection.ids.has(id));
  if (photo === undefined) return null;
  const address = thumbAddress(photo);
  return (
    <div
      id={frameId(id)}
      role="option"
      aria-selected={selected}
      aria-label={cellSentence(photo, t)}
      className="frame"
      data-current={current || undefined}
      data-flag={photo.marks.flag}
      style={{ transform: `translateX(${String(left)}px)` }}
      onClick={(event) => {
        const more = event.ctrlKey || event.metaKey;
        if (event.shiftKey) changeSelection({ kind: 'range', id, add: more });
        else changeSelection({ kind: more ? 'toggle' : 'one', id });
      }}
    >
      <Thumb key={address} address={address} standIn={placeholderAddress(photo)} />
      <span className="frame-status">
        <FlagSign flag={photo.marks.flag} size={11} />
        <StatusBadge status={photo.status} size={12} />
      </span>
      {photo.marks.rating > 0 && <Stars rating={photo.marks.rating} />}
    </div>
  );
});

function frameId(id: PhotoId): string {
  return `frame-${id}`;
}
