/** When a photo was taken. */
export interface CaptureTime {
  /** Milliseconds since 1970 (UTC). */
  readonly ms: number;
  /** What the camera's clock showed, as in `2026-05-01T13:45:10.250`. */
  readonly local: string;
  /** `assumed`: the file names no time zone, so this computer's is taken for the camera's. */
  readonly zone: 'written' | 'assumed';
}

/** EXIF writes `2026:05:01 13:45:10`, XMP `2026-05-01T13:45:10.25+02:00`. */
const TIME =
  /^\s*(\d{4})[-:](\d{2})[-:](\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s?(Z|[+-]\d{2}:?\d{2})?\s*$/;

/**
 * Reads a time as EXIF and XMP write it. Undefined for a clock that was never set, and for what is no time.
 *
 * @param subSeconds digits behind the decimal point, as EXIF keeps them apart
 * @param offset such as `+02:00`, as EXIF keeps it apart
 */
export function captureTime(text: string | undefined, subSeconds?: string, offset?: string): CaptureTime | undefined {
  const match = text === undefined || text.length > 60 ? null : TIME.exec(text);
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const digits = match[7] ?? (/^\d{1,9}/.exec(subSeconds?.trim() ?? '')?.[0] || '0');
  const milliseconds = Math.floor(Number(`0.${digits}`) * 1000);
  const asUtc = Date.UTC(year, month - 1, day, hour, minute, second, milliseconds);
  const local = new Date(asUtc);
  // A month of 13 or a day of 31 in June would be carried over.
  if (year < 1900 || local.getUTCMonth() !== month - 1 || local.getUTCDate() !== day || local.getUTCHours() !== hour)
    return undefined;
  const shift = offsetMs(match[8] ?? offset);
  const ms = shift === undefined ? inThisZone(local) : asUtc - shift;
  return { ms, local: local.toISOString().slice(0, -1), zone: shift === undefined ? 'assumed' : 'written' };
}

function inThisZone(clock: Date): number {
  return new Date(
    clock.getUTCFullYear(),
    clock.getUTCMonth(),
    clock.getUTCDate(),
    clock.getUTCHours(),
    clock.getUTCMinutes(),
    clock.getUTCSeconds(),
    clock.getUTCMilliseconds(),
  ).getTime();
}

function offsetMs(text: string | undefined): number | undefined {
  if (text?.trim() === 'Z') return 0;
  const match = /^\s*([+-])(\d{2}):?(\d{2})\s*$/.exec(text?.slice(0, 20) ?? '');
  if (match === null) return undefined;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  // The widest zone is 14 hours away.
  return minutes > 14 * 60 ? undefined : (match[1] === '-' ? -1 : 1) * minutes * 60_000;
}
