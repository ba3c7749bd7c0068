import { captureTime, type CaptureTime } from './capture-time.ts';
import { EXIF, type ExifValues } from './exif-values.ts';

/** How a photo was taken, in the words that photographers use. */
export interface CameraFacts {
  readonly captured?: CaptureTime;
  readonly camera?: string;
  readonly lens?: string;
  /** As in `ISO 400`. */
  readonly iso?: string;
  /** As in `1/250 s`. */
  readonly shutter?: string;
  /** As in `f/2.8`. */
  readonly aperture?: string;
  /** As in `85 mm`. */
  readonly focalLength?: string;
  /** 0 to 5. */
  readonly rating?: number;
}

/** What EXIF values say. Values that make no sense are left out. */
export function exifFacts({ texts, numbers }: Pick<ExifValues, 'texts' | 'numbers'>): CameraFacts {
  const text = (tag: number): string | undefined => tidy(texts.get(tag));
  const captured =
    captureTime(texts.get(EXIF.takenAt), texts.get(EXIF.takenSubSeconds), texts.get(EXIF.takenOffset)) ??
    captureTime(texts.get(EXIF.digitizedAt), texts.get(EXIF.digitizedSubSeconds), texts.get(EXIF.digitizedOffset));
  const rating = numbers.get(EXIF.rating);
  return defined({
    captured,
    camera: cameraName(text(EXIF.make), text(EXIF.model)),
    lens: text(EXIF.lens),
    iso: isoText(numbers.get(EXIF.iso), numbers.get(EXIF.exposureIndex)),
    shutter: shutterText(numbers.get(EXIF.exposureTime)),
    aperture: within(numbers.get(EXIF.fNumber), 0.5, 128, (f) => `f/${short(f)}`),
    focalLength: within(numbers.get(EXIF.focalLength), 0.5, 5000, (mm) => `${mm < 10 ? short(mm) : Math.round(mm)} mm`),
    rating: rating !== undefined && Number.isInteger(rating) && rating >= 0 && rating <= 5 ? rating : undefined,
  });
}

/** An object without the properties that are undefined. */
export function defined<T extends object>(values: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

/** One line of a reasonable length; undefined if nothing is left. */
export function tidy(text: string | undefined): string | undefined {
  // Cameras pad with zeros.
  return (
    text
      ?.replace(/[\u0000-\u001f\u007f]+/g, ' ')
      .trim()
      .slice(0, 120) || undefined
  );
}

/** The model alone where it begins with the maker's name, as `NIKON Z 9` of `NIKON CORPORATION`. */
export function cameraName(make: string | undefined, model: string | undefined): string | undefined {
  if (make === undefined || model === undefined) return model ?? make;
  const maker = make.split(' ')[0]!;
  return model.toLowerCase().startsWith(maker.toLowerCase()) ? model : `${make} ${model}`;
}

/** The old field ends at 65535, and then points to a newer one. */
function isoText(iso: number | undefined, index: number | undefined): string | undefined {
  const value = iso === undefined || iso === 65535 ? (index ?? iso) : iso;
  return within(value, 1, 10_000_000, (each) => `ISO ${Math.round(each)}`);
}

/** Fractions below a third of a second, as cameras show them. */
function shutterText(seconds: number | undefined): string | undefined {
  return within(seconds, 0.000_001, 100_000, (s) => (s < 0.3 ? `1/${Math.round(1 / s)} s` : `${short(s)} s`));
}

function within(
  value: number | undefined,
  from: number,
  to: number,
  write: (value: number) => string,
): string | undefined {
  return value !== undefined && value >= from && value <= to ? write(value) : undefined;
}

function short(value: number): string {
  return String(Math.round(value * 10) / 10);
}
