import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useEffect, useLayoutEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { PhotoId } from '../../electron/contract/index.ts';
import { useElementSize } from '../components/use-element-size.ts';
import { useLibrary } from '../state/library.ts';
import { useView } from '../state/view.ts';
import { EDGE, gridGeometry } from './grid-geometry.ts';
import { cellId, PhotoCell } from './PhotoCell.tsx';
import { useFlying } from './use-flying.ts';
import { useVisiblePhotos } from './use-visible-photos.ts';

/** Rows drawn beyond the edge, so that a turn of the wheel meets pictures. */
const OVERSCAN = 3;

/** The photos as a grid of which only the rows in sight exist. */
export function PhotoGrid() {
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const size = useElementSize(scroller);
  const order = useLibrary((s) => s.order);
  const cursor = useLibrary((s) => s.selection.cursor);
  const asked = useView((s) => s.thumbSize);
  const { columns, rows, cell, rowHeight } = gridGeometry(size.width, asked, order.length);

  const virtual = useVirtualizer({
    count: size.width > 0 ? rows : 0,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: OVERSCAN,
    paddingStart: EDGE,
    paddingEnd: EDGE,
    scrollPaddingStart: EDGE,
    scrollPaddingEnd: EDGE,
  });
  const items = virtual.getVirtualItems();
  const flying = useFlying(scroller, rowHeight);

  // Row heights follow the thumbnail size; the photo in the middle of attention stays in sight.
  useLayoutEffect(() => {
    virtual.measure();
  }, [virtual, rowHeight]);

  useEffect(() => {
    useView.setState({ columns, rowsPerPage: Math.max(1, Math.floor(size.height / rowHeight)) });
  }, [columns, rowHeight, size.height]);

  const at = cursor === undefined ? -1 : order.indexOf(cursor);
  useEffect(() => {
    if (at >= 0 && size.width > 0) virtual.scrollToIndex(Math.floor(at / columns), { align: 'auto' });
  }, [virtual, at, columns, rowHeight, size.width]);

  useEffect(() => scroller.current?.focus(), []);

  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? -1;
  useVisiblePhotos(order, first * columns, (last + 1) * columns);

  return (
    <div
      ref={scroller}
      role="listbox"
      tabIndex={0}
      aria-multiselectable
      aria-label={t('gallery.label', { count: order.length })}
      aria-activedescendant={cursor === undefined ? undefined : cellId(cursor)}
      className="grid-scroller"
      data-testid="photo-grid"
    >
      <div role="presentation" className="grid-canvas" style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => (
          <GridRow
            key={item.index}
            order={order}
            from={item.index * columns}
            columns={columns}
            cell={cell}
            top={item.start}
            hold={flying}
          />
        ))}
      </div>
    </div>
  );
}

interface GridRowProps {
  readonly order: readonly PhotoId[];
  readonly from: number;
  readonly columns: number;
  readonly cell: number;
  readonly top: number;
  readonly hold: boolean;
}

const GridRow = memo(function GridRow({ order, from, columns, cell, top, hold }: GridRowProps) {
  return (
    <div
      role="presentation"
      className="grid-row"
      style={{
        transform: `translateY(${String(top)}px)`,
        gridTemplateColumns: `repeat(${String(columns)}, ${String(cell)}px)`,
        // The picture's height follows the cell's width without asking the browser for a layout.
        gridTemplateRows: `${String(cell)}px`,
      }}
    >
      {order.slice(from, from + columns).map((id, place) => (
        <PhotoCell key={id} id={id} index={from + place} count={order.length} hold={hold} />
      ))}
    </div>
  );
});
