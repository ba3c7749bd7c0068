/** Numbers as people read them. Pure: the language comes in, nothing is looked up. */

/** Beauty level 0..1 as shown: a whole number 0..100. */
export function levelToShown(level: number): number {
  return Math.round(Math.min(Math.max(level, 0), 1) * 100);
}

/** The shown number 0..100 as the contract wants it: 0..1. */
export function shownToLevel(shown: number): number {
  return Math.min(Math.max(Math.round(shown), 0), 100) / 100;
}

/** A typed level. Undefined when it is not a number from 0 to 100. A comma counts as a decimal point. */
export function parseShownLevel(text: string): number | undefined {
  const trimmed = text.trim().replace(/\s*%$/, '').replace(',', '.');
  if (!/^\d+(\.\d+)?$/.test(trimmed)) return undefined;
  const value = Number(trimmed);
  return value > 100 ? undefined : shownToLevel(value);
}

/** A typed upper bound of credits: `none` for an empty field, undefined when it is not a number above 0. */
export function parseCredits(text: string): number | 'none' | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return 'none';
  if (!/^\d{1,9}$/.test(trimmed)) return undefined;
  const value = Number(trimmed);
  return value > 0 ? value : undefined;
}

export function formatNumber(value: number, language: string): string {
  return new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(value);
}

/** File size with decimal units, as cameras and file managers count them. */
export function formatBytes(bytes: number, language: string): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
  let value = bytes;
  let unit: (typeof units)[number] = 'byte';
  for (const next of units.slice(1)) {
    if (value < 1000) break;
    value /= 1000;
    unit = next;
  }
  const maximumFractionDigits = unit === 'byte' || value >= 100 ? 0 : 1;
  // In short, English counts "0 byte".
  const unitDisplay = unit === 'byte' ? 'long' : 'short';
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay, maximumFractionDigits }).format(value);
}

export function formatMegapixels(width: number, height: number, language: string): string {
  const value = (width * height) / 1e6;
  const maximumFractionDigits = value < 10 ? 1 : 0;
  return new Intl.NumberFormat(language, { maximumFractionDigits }).format(value);
}

export function formatDollars(value: number, language: string): string {
  return new Intl.NumberFormat(language, { style: 'currency', currency: 'USD' }).format(value);
}

/** A length of time, cut to what can be planned with: seconds below a minute, then minutes, then hours and minutes. */
export type RoughTime =
  | { readonly unit: 'seconds'; readonly seconds: number }
  | { readonly unit: 'minutes'; readonly minutes: number }
  | { readonly unit: 'hours'; readonly hours: number; readonly minutes: number };

/** Rounds up, so that the promise is kept; below a minute in steps of 5 seconds, so that it does not flicker. */
export function roughTime(seconds: number): RoughTime {
  const whole = Math.max(0, Math.ceil(seconds));
  if (whole <= 55) return { unit: 'seconds', seconds: Math.max(5, Math.ceil(whole / 5) * 5) };
  const minutes = Math.ceil(whole / 60);
  if (minutes < 60) return { unit: 'minutes', minutes };
  return { unit: 'hours', hours: Math.floor(minutes / 60), minutes: minutes % 60 };
}
