import type { Measured } from './fidelity-photo.ts';
import { average, target, type Row } from './report.ts';

/** How much better a result is than the better of what people do otherwise, dB. */
export function margin({ by }: Measured): number {
  return by.ours.psnr - Math.max(by.upscaled.psnr, by.delta.psnr);
}

/** The promises of the full-size result, one row each. */
export function targetRows(all: readonly Measured[]): Row[] {
  const still = all.filter(({ retouch }) => retouch !== 'slimming');
  const q90 = still.filter(({ back }) => back === 'q90 4:2:0');
  const portraits = q90.filter(({ portrait }) => portrait);
  const png = still.filter(({ back, portrait }) => back === 'PNG' && portrait);
  const slim = all.filter(({ retouch, back }) => retouch === 'slimming' && back === 'q90 4:2:0');
  const known = all.filter(({ encoder }) => encoder !== 'unmatched');
  const unknown = all.filter(({ encoder }) => encoder === 'unmatched');
  return [
    ...pair('portraits, q90: PSNR', portraits, ({ by }) => by.ours.psnr, 'dB', 50),
    ...pair('portraits, q90: SSIM', portraits, ({ by }) => by.ours.ssim, '', 0.997),
    least('any photo, q90: PSNR', q90, ({ by }) => by.ours.psnr, 'dB', 44),
    least('any photo, q90: SSIM', q90, ({ by }) => by.ours.ssim, '', 0.985),
    ...pair('any photo, q90: above the better baseline', q90, margin, 'dB', 3),
    ...pair('portraits, PNG: PSNR', png, ({ by }) => by.ours.psnr, 'dB', 54),
    ...pair('slimming, q90: above upscaled R', slim, ({ by }) => by.ours.psnr - by.upscaled.psnr, 'dB', 1.5),
    least('equal outside, encoder imitated', known, ({ by }) => 100 * by.ours.equalOutside, '%', 100),
    least('equal outside, encoder unknown', unknown, ({ by }) => 100 * by.ours.equalOutside, '%', 99.9),
  ];
}

type Value = (measured: Measured) => number;

function pair(name: string, of: readonly Measured[], value: Value, unit: string, bound: number): Row[] {
  const mean = average(of.map(value));
  return [
    { name: `${name}, mean`, value: mean, unit, note: target(mean, '>=', bound) },
    least(name, of, value, unit, bound),
  ];
}

function least(name: string, of: readonly Measured[], value: Value, unit: string, bound: number): Row {
  const worst = [...of].sort((a, b) => value(a) - value(b))[0];
  if (!worst) return { name: `${name}, least`, value: NaN, unit, note: 'nothing of the kind was measured' };
  const what = `${worst.photo}, ${worst.retouch}${of.some(({ back }) => back !== worst.back) ? `, ${worst.back}` : ''}`;
  return { name: `${name}, least`, value: value(worst), unit, note: target(value(worst), '>=', bound, what) };
}
