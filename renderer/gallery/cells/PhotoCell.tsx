import type { TFunction } from 'i18next';
import { memo } from 'react';
import type { PhotoId } from '../../../electron/contract/index.ts';
import { thumbAddress } from '../../components/addresses.ts';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { statusSentence } from '../../text/status-text.ts';
import { levelToShown } from '../../text/format.ts';
import { useLibrary, usePhotoOf } from '../../state/library/library.ts';
import type { PhotoTable } from '../../state/library/photo-table.ts';
import { FlagSign, Stars } from './MarkSigns.tsx';
import { cellSentence, levelTip } from './cell-words.ts';
import { placeholderAddress } from '../thumbs/placeholder-address.ts';
import { Thumb } from '../thumbs/Thumb.tsx';

interface PhotoCellProps {
  readonly id: PhotoId;
  readonly table: PhotoTable;
  readonly index: number;
  readonly count: number;
  readonly t: TFunction;
}

/**
 * One photo. It listens to its own photo and its own place in the selection, and to nothing else. Scrolling makes and drops
 * hundreds of these a second, so it asks for as little as it can; clicks are the grid's business.
 */
export const PhotoCell = memo(function PhotoCell({ id, table, index, count, t }: PhotoCellProps) {
  const photo = usePhotoOf(table, id);
  const place = useLibrary(({ selection }) => (selection.ids.has(id) ? 1 : 0) + (selection.cursor === id ? 2 : 0));
  if (photo === undefined) return null;
  const { status, marks } = photo;
  const address = thumbAddress(photo);
  return (
    <div
      id={cellId(id)}
      role="option"
      aria-selected={(place & 1) !== 0}
      aria-posinset={index + 1}
      aria-setsize={count}
      aria-label={cellSentence(photo, t)}
      className="cell"
      data-photo={id}
      data-current={place >= 2 || undefined}
      data-status={status.kind}
      data-flag={marks.flag}
    >
      <Thumb key={address} address={address} standIn={placeholderAddress(photo)} />
      {status.kind === 'uploading' && <progress className="cell-progress" value={status.fraction} aria-hidden />}
      {/* The name of the cell says all of this in words. */}
      <span className="cell-name" data-tip={photo.relativePath} aria-hidden>
        {photo.name}
      </span>
      <span className="cell-level" data-tip={levelTip(t)} aria-hidden>
        {levelToShown(photo.settings.level)}
      </span>
      <Stars rating={marks.rating} />
      {(marks.flag !== 'none' || status.kind !== 'idle') && (
        <span className="cell-signs" data-tip={statusSentence(status, t)} aria-hidden>
          <FlagSign flag={marks.flag} />
          <StatusBadge status={status} />
        </span>
      )}
    </div>
  );
});

/** The DOM id of a cell: the grid names its current photo with it. */
export function cellId(id: PhotoId): string {
  return `photo-${id}`;
}
