import { Image as ImageIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../components/Button.tsx';
import { RangeSlider } from '../components/RangeSlider.tsx';
import { sortBy, showOnly, useLibrary } from '../state/library.ts';
import { sorts } from '../state/order.ts';
import { setThumbSize, useView } from '../state/view.ts';
import { FilterBar } from './FilterBar.tsx';
import './gallery.css';
import { thumbSizes } from './grid-geometry.ts';
import { PhotoGrid } from './PhotoGrid.tsx';

export function Gallery() {
  const { t } = useTranslation();
  const empty = useLibrary((s) => s.order.length === 0);
  const photos = useLibrary((s) => s.counts.all);
  return (
    <section className="gallery" aria-label={t('gallery.region')}>
      <div className="gallery-bar">
        <FilterBar />
        <div className="gallery-tools">
          <SortChoice />
          <SizeSlider />
        </div>
      </div>
      {empty ? (
        <div className="gallery-empty">
          <p>{photos === 0 ? t('gallery.noPhotos') : t('gallery.nothingHere')}</p>
          {photos > 0 && <Button onClick={() => showOnly('all')}>{t('gallery.showAll')}</Button>}
        </div>
      ) : (
        <PhotoGrid />
      )}
    </section>
  );
}

function SortChoice() {
  const { t } = useTranslation();
  const sort = useLibrary((s) => s.sort);
  return (
    <label className="sort">
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
