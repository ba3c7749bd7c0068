import type { Orientation } from '../../formats/orientation.ts';
import type { Size } from '../../formats/turned-rect.ts';
import { captureTime } from './capture-time.ts';
import { cameraName, defined, tidy, type CameraFacts } from './exif-facts.ts';
import { faceRegions, type FaceBox } from './face-regions.ts';
import { textOf, xmpName, type XmpParts } from '../../formats/xmp/xmp-fields.ts';

/** What a photographer noted about a photo in another program. */
export interface Judgement {
  /** 0 to 5. */
  readonly rating?: number;
  /** `unflagged` where a program says so; absent where none says anything. */
  readonly pick?: 'picked' | 'rejected' | 'unflagged';
  /** A colour's name as that program calls it. */
  readonly label?: string;
  readonly faces?: readonly FaceBox[];
}

const NS = {
  xmp: 'http://ns.adobe.com/xap/1.0/',
  media: 'http://ns.adobe.com/xmp/1.0/DynamicMedia/',
  exif: 'http://ns.adobe.com/exif/1.0/',
  aux: 'http://ns.adobe.com/exif/1.0/aux/',
  exifEx: 'http://cipa.jp/exif/1.0/',
  tiff: 'http://ns.adobe.com/tiff/1.0/',
  photoshop: 'http://ns.adobe.com/photoshop/1.0/',
} as const;

/** What an XMP packet says of a photo. Values that make no sense are left out. */
export function xmpFacts(packet: XmpParts, orientation: Orientation, stored?: Size): CameraFacts & Judgement {
  const text = (namespace: string, name: string): string | undefined => textOf(packet.get(xmpName(namespace, name)));
  const rating = whole(text(NS.xmp, 'Rating'));
  const faces = faceRegions(packet, orientation, stored);
  const captured =
    captureTime(text(NS.exif, 'DateTimeOriginal')) ??
    captureTime(text(NS.photoshop, 'DateCreated')) ??
    captureTime(text(NS.xmp, 'CreateDate'));
  return defined({
    captured,
    camera: cameraName(tidy(text(NS.tiff, 'Make')), tidy(text(NS.tiff, 'Model'))),
    lens: tidy(text(NS.exifEx, 'LensModel') ?? text(NS.aux, 'Lens')),
    rating: rating === undefined || rating > 5 ? undefined : Math.max(0, rating),
    pick: pickOf(whole(text(NS.media, 'pick')), rating, text(NS.media, 'good')),
    label: tidy(text(NS.xmp, 'Label')),
    faces: faces.length > 0 ? faces : undefined,
  });
}

/** Lightroom writes `pick`, Bridge a rating of -1 for a rejected photo, older programs `good`. */
function pickOf(pick: number | undefined, rating: number | undefined, good: string | undefined): Judgement['pick'] {
  if (pick === 1) return 'picked';
  if (pick === -1 || (rating !== undefined && rating < 0)) return 'rejected';
  if (pick === 0) return 'unflagged';
  if (good === undefined) return undefined;
  return /^true$/i.test(good) ? 'picked' : /^false$/i.test(good) ? 'rejected' : undefined;
}

function whole(text: string | undefined): number | undefined {
  return text !== undefined && /^\s*-?\d{1,3}(?:\.\d{1,6})?\s*$/.test(text) ? Math.trunc(Number(text)) : undefined;
}
