import {
  ChartArea,
  ChevronLeft,
  ChevronRight,
  Columns2,
  Eye,
  Grid3x3,
  ScanFace,
  SquareSplitHorizontal,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { PhotoView } from '../../../electron/contract/index.ts';
import { IconButton } from '../../components/Button.tsx';
import { FadeSlider } from '../../inspector/FadeSlider.tsx';
import { fadePhotos } from '../../state/edits/fade.ts';
import { changeSelection, useLibrary } from '../../state/library/library.ts';
import { showScreen, toggleCompare, useView } from '../../state/view.ts';
import { goToNextFace, toggleHistogram, useLoupe } from '../loupe-actions.ts';
import { MarkTools } from './MarkTools.tsx';
import { ZoomTools } from './ZoomTools.tsx';

interface LoupeBarProps {
  readonly photo: PhotoView;
  /** There is a retouched picture to compare with. */
  readonly comparable: boolean;
}

export function LoupeBar({ photo, comparable }: LoupeBarProps) {
  const { t } = useTranslation();
  const order = useLibrary((s) => s.order);
  const at = order.indexOf(photo.id);
  return (
    <header className="loupe-bar">
      <IconButton
        label={t('loupe.back')}
        keys="G"
        icon={<Grid3x3 size={16} aria-hidden />}
        onClick={() => showScreen('grid')}
      />
      <h2 className="loupe-title" aria-live="polite">
        <span className="loupe-name">{photo.name}</span>
        <span className="loupe-place">{t('loupe.place', { at: at + 1, count: order.length })}</span>
      </h2>
      {comparable && (
        <div className="loupe-fade">
          <FadeSlider value={photo.fade} onChange={(fade) => fadePhotos([photo.id], fade)} />
        </div>
      )}
      <MarkTools photo={photo} />
      <CompareTools disabled={!comparable} />
      <LookTools faces={photo.faces.length} />
      <ZoomTools disabled={photo.status.kind === 'unusable' && photo.width === undefined} />
      <IconButton
        label={t('loupe.previous')}
        keys="←"
        icon={<ChevronLeft size={18} aria-hidden />}
        disabled={at <= 0}
        onClick={() => changeSelection({ kind: 'step', by: -1 })}
      />
      <IconButton
        label={t('loupe.next')}
        keys="→"
        icon={<ChevronRight size={18} aria-hidden />}
        disabled={at >= order.length - 1}
        onClick={() => changeSelection({ kind: 'step', by: 1 })}
      />
    </header>
  );
}

function LookTools({ faces }: { readonly faces: number }) {
  const { t } = useTranslation();
  const histogram = useLoupe((s) => s.histogram);
  return (
    <div className="tool-group">
      {faces > 0 && (
        <IconButton
          label={t('loupe.face', { count: faces })}
          keys="F"
          icon={<ScanFace size={16} aria-hidden />}
          onClick={goToNextFace}
        />
      )}
      <IconButton
        label={t('histogram.label')}
        keys="H"
        icon={<ChartArea size={16} aria-hidden />}
        aria-pressed={histogram}
        onClick={toggleHistogram}
      />
    </div>
  );
}

function CompareTools({ disabled }: { readonly disabled: boolean }) {
  const { t } = useTranslation();
  const compare = useView((s) => s.compare);
  const original = useView((s) => s.original);
  const hold = (held: boolean) => () => useView.setState({ original: held });
  return (
    <div className="tool-group" role="group" aria-label={t('loupe.compare')}>
      <IconButton
        label={t('loupe.holdOriginal')}
        keys="\"
        icon={<Eye size={16} aria-hidden />}
        disabled={disabled}
        aria-pressed={original}
        onPointerDown={hold(true)}
        onPointerUp={hold(false)}
        onPointerLeave={hold(false)}
        onKeyDown={(event) => {
          if (event.key === ' ' || event.key === 'Enter') hold(true)();
        }}
        onKeyUp={hold(false)}
        onBlur={hold(false)}
      />
      <IconButton
        label={t('loupe.split')}
        keys="⇧Y"
        icon={<SquareSplitHorizontal size={16} aria-hidden />}
        disabled={disabled}
        aria-pressed={compare === 'split'}
        onClick={() => toggleCompare('split')}
      />
      <IconButton
        label={t('loupe.side')}
        keys="Y"
        icon={<Columns2 size={16} aria-hidden />}
        disabled={disabled}
        aria-pressed={compare === 'side'}
        onClick={() => toggleCompare('side')}
      />
    </div>
  );
}
