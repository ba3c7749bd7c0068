import type { Fidelity } from './fidelity-measure.ts';
import type { Measured, Method } from './fidelity-photo.ts';
import type { BenchPhoto } from './fidelity-photos.ts';
import { margin } from './fidelity-targets.ts';
import { average, columns } from './report.ts';

const methods: readonly Method[] = ['upscaled', 'delta', 'ours'];

/** Per retouch and return: means over all photos. Outside: the least share of equal pixels. */
export function retouchTable(all: readonly Measured[]): string {
  const head = [
    'retouch, return',
    'upscaled R',
    'O + up(R - S)',
    'Afterglow',
    'gain',
    'equal outside: R',
    'delta',
    'Afterglow',
    'target',
  ];
  const keys = [...new Set(all.map((each) => keyOf(each)))];
  const lines = keys.map((key) => {
    const of = all.filter((each) => keyOf(each) === key);
    const quality = methods.map((method) => meanOf(of.map(({ by }) => by[method])));
    const outside = methods.map((method) => percent(Math.min(...of.map(({ by }) => by[method].equalOutside))));
    return [key, ...quality, signed(average(of.map(margin))), ...outside, verdict(of)];
  });
  const title =
    'PSNR in dB / SSIM inside the retouched area, means over the photos; outside: the least share of equal pixels';
  return `${title}\n${columns([head, ...lines])}`;
}

/** Per photo, for a return of quality 90: PSNR of the better baseline and ours. */
export function photoTable(all: readonly Measured[], photos: readonly BenchPhoto[]): string {
  const q90 = all.filter(({ back }) => back === 'q90 4:2:0');
  const retouches = [...new Set(q90.map(({ retouch }) => retouch))];
  const lines = photos.map(({ name, portrait, enlargedTo }) => [
    `${name} (${portrait ? 'portrait' : 'other'}, ${enlargedTo ? `enlarged to ${String(enlargedTo)} MP, noise added` : 'as taken'})`,
    ...retouches.map((retouch) => {
      const found = q90.find((each) => each.photo === name && each.retouch === retouch);
      if (!found) return '-';
      const { upscaled, delta, ours } = found.by;
      return `${Math.max(upscaled.psnr, delta.psnr).toFixed(1)} > ${ours.psnr.toFixed(1)}/${ours.ssim.toFixed(4)}`;
    }),
  ]);
  return `q90 4:2:0, each photo: PSNR of the better baseline > PSNR / SSIM of ours\n${columns([['photo', ...retouches], ...lines])}`;
}

/** The targets that can be told of one row. */
function verdict(of: readonly Measured[]): string {
  const { retouch, back } = of[0]!;
  const ours = of.map(({ by }) => by.ours);
  const portraits = of.filter(({ portrait }) => portrait).map(({ by }) => by.ours);
  const parts: [string, boolean][] = [];
  const outside = of.some(({ encoder }) => encoder === 'unmatched') ? 0.999 : 1;
  parts.push([`outside ${percent(outside)}`, ours.every(({ equalOutside }) => equalOutside >= outside)]);
  if (retouch === 'slimming') {
    if (back === 'q90 4:2:0') {
      const gain = average(of.map(({ by }) => by.ours.psnr - by.upscaled.psnr));
      parts.push(['+1.5 dB over R', gain >= 1.5]);
    }
  } else if (back === 'q90 4:2:0') {
    parts.push(['portraits 50/.997', reaches(portraits, 50, 0.997)]);
    parts.push(['+3 dB', average(of.map(margin)) >= 3]);
    parts.push(['any 44/.985', ours.every(({ psnr, ssim }) => psnr >= 44 && ssim >= 0.985)]);
  } else if (back === 'PNG') {
    parts.push(['portraits 54', reaches(portraits, 54, 0)]);
  }
  return parts.map(([text, met]) => `${text} ${met ? 'met' : 'MISSED'}`).join(', ');
}

function reaches(of: readonly Fidelity[], psnr: number, ssim: number): boolean {
  return average(of.map((f) => f.psnr)) >= psnr && average(of.map((f) => f.ssim)) >= ssim;
}

function keyOf({ retouch, back }: Measured): string {
  return `${retouch}, ${back}`;
}

function meanOf(of: readonly Fidelity[]): string {
  return `${average(of.map(({ psnr }) => psnr)).toFixed(1)}/${average(of.map(({ ssim }) => ssim)).toFixed(4)}`;
}

function percent(share: number): string {
  const text = (100 * share).toFixed(2);
  // Never rounds up to "all of them".
  return share < 1 && text === '100.00' ? '>99.99 %' : `${share === 1 ? '100' : text} %`;
}

function signed(value: number): string {
  return `${value >= 0 ? '+' : ''}${value.toFixed(1)}`;
}
