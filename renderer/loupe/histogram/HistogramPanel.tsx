import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isHidden, type PaneLayers } from '../panes/layers.ts';
import { curveOf, histogramOf, LEVELS, type Histogram } from './histogram.ts';

/** Longest side of what is counted: plenty for a curve of this size, and done in a millisecond or two. */
const SIDE = 320;
const HEIGHT = 64;

/** The distribution of tones in what is shown, faded as it is shown. */
export function HistogramPanel({ layers }: { readonly layers: PaneLayers }) {
  const { t, i18n } = useTranslation();
  const histogram = useHistogram(layers);
  const percent = (share: number) =>
    new Intl.NumberFormat(i18n.language, { style: 'percent', maximumFractionDigits: 1 }).format(share);
  const clipping = histogram && {
    shadows: percent(histogram.shadows),
    highlights: percent(histogram.highlights),
  };
  return (
    <figure className="histogram" data-testid="histogram">
      <svg
        viewBox={`0 0 ${String(LEVELS)} ${String(HEIGHT)}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={clipping === undefined ? t('histogram.label') : t('histogram.says', clipping)}
      >
        {histogram !== undefined && <path d={areaOf(curveOf(histogram.luma))} />}
      </svg>
      {clipping !== undefined && (
        <figcaption aria-hidden>
          <span data-tip={t('histogram.shadows')}>{clipping.shadows}</span>
          <span data-tip={t('histogram.highlights')}>{clipping.highlights}</span>
        </figcaption>
      )}
    </figure>
  );
}

/** Counted anew whenever other pictures are shown, or shown with another fade. */
function useHistogram(layers: PaneLayers): Histogram | undefined {
  const [histogram, setHistogram] = useState<Histogram>();
  const shown = layers
    .filter((_, place) => !isHidden(layers, place))
    .map(({ address, opacity }) => ({ address, opacity }));
  const key = JSON.stringify(shown);
  useEffect(() => {
    let current = true;
    const parts = JSON.parse(key) as typeof shown;
    void count(parts).then(
      (counted) => {
        if (current) setHistogram(counted);
      },
      // The pane itself says when a picture cannot be shown.
      () => {
        if (current) setHistogram(undefined);
      },
    );
    return () => {
      current = false;
    };
  }, [key]);
  return histogram;
}

async function count(parts: readonly { readonly address: string; readonly opacity: number }[]): Promise<Histogram> {
  const pictures = await Promise.all(
    parts.map(async ({ address, opacity }) => {
      const image = new Image();
      image.src = address;
      await image.decode();
      return { image, opacity };
    }),
  );
  const canvas = document.createElement('canvas');
  const first = pictures[0]?.image;
  const scale = first === undefined ? 0 : SIDE / Math.max(first.naturalWidth, first.naturalHeight);
  canvas.width = Math.max(1, Math.round((first?.naturalWidth ?? 1) * scale));
  canvas.height = Math.max(1, Math.round((first?.naturalHeight ?? 1) * scale));
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('there is no canvas to draw on');
  for (const { image, opacity } of pictures) {
    context.globalAlpha = opacity;
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
  }
  return histogramOf(context.getImageData(0, 0, canvas.width, canvas.height).data);
}

function areaOf(curve: readonly number[]): string {
  const points = curve.map((height, level) => `L${String(level)} ${((1 - height) * HEIGHT).toFixed(1)}`);
  return `M0 ${String(HEIGHT)}${points.join('')}L${String(LEVELS - 1)} ${String(HEIGHT)}Z`;
}
