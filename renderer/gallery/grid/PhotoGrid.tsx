import type { TFunction } from 'i18next';
import { memo, useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { FolderId, PhotoId } from '../../../electron/contract/index.ts';
import { useElementSize } from '../../hooks/use-element-size.ts';
import { useLibrary } from '../../state/library/library.ts';
import type { PhotoGroup } from '../../state/library/order.ts';
import type { PhotoTable } from '../../state/library/photo-table.ts';
import { useView } from '../../state/view.ts';
import { clickInGrid, doubleClickInGrid } from '../cells/cell-clicks.ts';
import { gridLayout, type GridLayout, type GridRow } from './grid-geometry.ts';
import { GroupHeading, useGroupName } from './GroupHeading.tsx';
import { cellId, PhotoCell } from '../cells/PhotoCell.tsx';
import { useGridScroll } from './use-grid-scroll.ts';
import { useRowsInSight } from './use-rows-in-sight.ts';
import { useRubberBand } from './use-rubber-band.ts';
import { useVisiblePhotos } from './use-visible-photos.ts';

/** The photos as a grid of which only the rows in sight exist. One instance for each folder. */
export function PhotoGrid({ folder }: { readonly folder: FolderId }) {
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const size = useElementSize(scroller);
  const order = useLibrary((s) => s.order);
  const groups = useLibrary((s) => s.groups);
  const table = useLibrary((s) => s.table);
  const cursor = useLibrary((s) => s.selection.cursor);
  const asked = useView((s) => s.thumbSize);
  const layout = useMemo(
    () => gridLayout(size.width, asked, order.length, groups),
    [size.width, asked, order.length, groups],
  );
  const top = useRef(0);
  const { range, drawAt } = useRowsInSight(scroller, layout, size.width > 0 ? size.height : 0, top);
  useGridScroll(scroller, top, { layout, order }, size.height, drawAt, folder);
  useRubberBand(scroller, frame, layout);

  useEffect(() => {
    const rows = layout.rows.filter(({ from, to }) => from < to);
    useView.setState({ rows, rowsPerPage: Math.max(1, Math.floor((size.height - layout.covered) / layout.rowHeight)) });
  }, [layout, size.height]);

  useEffect(() => {
    // Not away from a tab that somebody goes through with the keyboard.
    if (document.activeElement === document.body) scroller.current?.focus();
  }, []);

  const from = layout.rows[range.seenFirst]?.from ?? 0;
  const to = layout.rows[range.seenLast]?.to ?? 0;
  useVisiblePhotos(order, from, to, layout.columns * 3);

  const at = cursor === undefined ? -1 : order.indexOf(cursor);
  const drawn = at >= (layout.rows[range.first]?.from ?? 0) && at < (layout.rows[range.last]?.to ?? 0);
  // The one length that all cells share goes down as a variable, so that no cell has a style of its own.
  const canvas = { height: layout.height, '--cell': `${String(layout.cell)}px` };
  return (
    <div
      ref={scroller}
      role="listbox"
      tabIndex={0}
      aria-multiselectable
      aria-label={t('gallery.label', { count: order.length })}
      aria-activedescendant={drawn && cursor !== undefined ? cellId(cursor) : undefined}
      className="grid-scroller"
      data-testid="photo-grid"
      onClick={clickInGrid}
      onDoubleClick={doubleClickInGrid}
    >
      <div role="presentation" className="grid-canvas" style={canvas}>
        {sectionsOf(layout, range.first, range.last).map((section) => (
          <Section
            key={groups[section.group]?.path ?? ''}
            section={section}
            group={groups[section.group]}
            order={order}
            table={table}
            t={t}
          />
        ))}
        <div ref={frame} className="band" hidden />
      </div>
    </div>
  );
}

/** The part of a group that is drawn, in a box as high as the whole group: its heading sticks within that box. */
interface SectionSpan {
  readonly group: number;
  readonly top: number;
  readonly bottom: number;
  readonly rows: readonly GridRow[];
}

function sectionsOf({ rows }: GridLayout, first: number, last: number): SectionSpan[] {
  const sections: { group: number; top: number; bottom: number; rows: GridRow[] }[] = [];
  for (let at = first; at <= last; at++) {
    const row = rows[at];
    if (row === undefined) continue;
    let section = sections.at(-1);
    if (section?.group !== row.group) {
      section = { group: row.group, ...extentOf(rows, at), rows: [] };
      sections.push(section);
    }
    section.rows.push(row);
  }
  return sections;
}

/** From the heading of a row's group to the end of its last row. */
function extentOf(rows: readonly GridRow[], at: number): { top: number; bottom: number } {
  const group = rows[at]?.group;
  let [first, last] = [at, at];
  while (rows[first - 1]?.group === group) first--;
  while (rows[last + 1]?.group === group) last++;
  const end = rows[last];
  return { top: rows[first]?.top ?? 0, bottom: end === undefined ? 0 : end.top + end.height };
}

interface SectionProps {
  readonly section: SectionSpan;
  readonly group: PhotoGroup | undefined;
  readonly order: readonly PhotoId[];
  readonly table: PhotoTable;
  readonly t: TFunction;
}

function Section({ section, group, order, table, t }: SectionProps) {
  const nameOf = useGroupName();
  const style = { top: section.top, height: section.bottom - section.top };
  return (
    <div
      className="grid-group"
      role={group === undefined ? 'presentation' : 'group'}
      aria-label={group === undefined ? undefined : nameOf(group.path)}
      style={style}
    >
      {group !== undefined && <GroupHeading group={group} />}
      {section.rows.map(
        ({ from, to, top }) =>
          from < to && (
            <Row
              key={from - (group?.from ?? 0)}
              order={order}
              from={from}
              to={to}
              top={top - section.top}
              table={table}
              t={t}
            />
          ),
      )}
    </div>
  );
}

interface RowProps {
  readonly order: readonly PhotoId[];
  readonly from: number;
  readonly to: number;
  readonly top: number;
  readonly table: PhotoTable;
  readonly t: TFunction;
}

const Row = memo(function Row({ order, from, to, top, table, t }: RowProps) {
  return (
    <div role="presentation" className="grid-row" style={{ top }}>
      {order.slice(from, to).map((id, at) => (
        <PhotoCell key={id} id={id} table={table} index={from + at} count={order.length} t={t} />
      ))}
    </div>
  );
});
