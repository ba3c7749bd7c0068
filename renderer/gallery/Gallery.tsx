import { ArrowDownNarrowWide, ArrowUpNarrowWide, Image as ImageIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button, IconButton } from '../components/Button.tsx';
import { RangeSlider } from '../components/RangeSlider.tsx';
import { everything } from '../state/library/filter.ts';
import { reverseSort, showOnly, sortBy, useLibrary } from '../state/library/library.ts';
import { sorts } from '../state/library/order.ts';
import { setThumbSize, useView } from '../state/view.ts';
import { FilterBar } from './toolbar/FilterBar.tsx';
import './gallery.css';
import './cells/cells.css';
import { thumbSizes } from './grid/grid-geometry.ts';
import { GroupMenu } from './toolbar/GroupMenu.tsx';
import { FlagFilter, StarFilter } from './toolbar/MarkFilter.tsx';
import { PhotoGrid } from './grid/PhotoGrid.tsx';
import { SearchField } from './toolbar/SearchField.tsx';

export function Gallery() {
  const { t } = useTranslation();
  const folder = useLibrary((s) => s.folder?.id);
  const empty = useLibrary((s) => s.order.length === 0 && s.groups.length === 0);
  return (
    <section className="gallery" aria-label={t('gallery.region')}>
      <div className="gallery-bar">
        <FilterBar />
        <div className="gallery-tools">
          <FlagFilter />
          <StarFilter />
          <SearchField />
        </div>
        <div className="gallery-tools">
          <SortChoice />
          <GroupMenu />
          <SizeSlider />
        </div>
      </div>
      {folder !== undefined && !empty ? <PhotoGrid key={folder} folder={folder} /> : <Empty />}
    </section>
  );
}

function Empty() {
  const { t } = useTranslation();
  const photos = useLibrary((s) => s.table.ids.length);
  return (
    <div className="gallery-empty">
      <p>{photos === 0 ? t('gallery.noPhotos') : t('gallery.nothingHere')}</p>
      {photos > 0 && <Button onClick={() => showOnly(everything)}>{t('gallery.showAll')}</Button>}
    </div>
  );
}

function SortChoice() {
  const { t } = useTranslation();
  const sort = useLibrary((s) => s.sort);
  const reversed = useLibrary((s) => s.reversed);
  const Arrow = reversed ? ArrowUpNarrowWide : ArrowDownNarrowWide;
  return (
    <div className="sort">
      <label>
        <span>{t('gallery.sort')}</span>
        <select
          value={sort}
          onChange={(event) => {
            const next = sorts.find((id) => id === event.target.value);
            if (next !== undefined) sortBy(next);
          }}
        >
          {sorts.map((id) => (
            <option key={id} value={id}>
              {t(`sort.${id}`)}
            </option>
          ))}
        </select>
      </label>
      <IconButton
        label={t('gallery.reverse')}
        aria-pressed={reversed}
        icon={<Arrow size={15} aria-hidden />}
        onClick={reverseSort}
      />
    </div>
  );
}

function SizeSlider() {
  const { t } = useTranslation();
  const size = useView((s) => s.thumbSize);
  return (
    <div className="size-slider">
      <ImageIcon size={12} aria-hidden />
      <RangeSlider
        label={t('gallery.thumbSize')}
        value={size}
        min={thumbSizes.min}
        max={thumbSizes.max}
        step={thumbSizes.step}
        onChange={setThumbSize}
      />
      <ImageIcon size={18} aria-hidden />
    </div>
  );
}
