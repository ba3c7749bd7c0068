import { turnsSideways, type Orientation } from '../../formats/orientation.ts';
import type { Size } from '../../formats/turned-rect.ts';
import { uprightShare } from '../../formats/turned-rect.ts';
import { itemsOf, partsOf, textOf, xmpName, type XmpParts } from '../../formats/xmp/xmp-fields.ts';

/** A face that another program marked: shares of the upright picture's width and height, from its upper left corner. */
export interface FaceBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly name?: string;
}

const MWG = 'http://www.metadataworkinggroup.com/schemas/regions/';
const AREA = 'http://ns.adobe.com/xmp/sType/Area#';
const DIMENSIONS = 'http://ns.adobe.com/xap/1.0/sType/Dimensions#';
const MP = 'http://ns.microsoft.com/photo/1.2/';
const MP_INFO = 'http://ns.microsoft.com/photo/1.2/t/RegionInfo#';
const MP_REGION = 'http://ns.microsoft.com/photo/1.2/t/Region#';

const MAX_FACES = 500;
const MAX_NAME = 200;

/**
 * Faces in an XMP packet, after the Metadata Working Group's schema, else after Microsoft's. Both describe the picture as
 * it is stored.
 *
 * @param stored size of the stored pixels, if known: shows whether a writer meant the upright picture after all
 */
export function faceRegions(packet: XmpParts, orientation: Orientation, stored?: Size): FaceBox[] {
  const group = partsOf(packet.get(xmpName(MWG, 'Regions')));
  const applied = dimensions(partsOf(group.get(xmpName(MWG, 'AppliedToDimensions'))));
  const turn = meansUpright(applied, orientation, stored) ? 1 : orientation;
  const faces = itemsOf(group.get(xmpName(MWG, 'RegionList')))
    .slice(0, MAX_FACES)
    .flatMap((item) => mwgFace(partsOf(item), applied));
  if (faces.length > 0) return faces.flatMap((face) => upright(face, turn));
  const info = partsOf(packet.get(xmpName(MP, 'RegionInfo')));
  return itemsOf(info.get(xmpName(MP_INFO, 'Regions')))
    .slice(0, MAX_FACES)
    .flatMap((item) => microsoftFace(partsOf(item)))
    .flatMap((face) => upright(face, orientation));
}

/** Some programs write the upright size, and then mean the upright picture. A square says nothing. */
function meansUpright(applied: Size | undefined, orientation: Orientation, stored: Size | undefined): boolean {
  if (!applied || !stored || !turnsSideways(orientation)) return false;
  return applied.width > applied.height !== stored.width > stored.height && stored.width !== stored.height;
}

function dimensions(parts: XmpParts): Size | undefined {
  const width = number(textOf(parts.get(xmpName(DIMENSIONS, 'w'))));
  const height = number(textOf(parts.get(xmpName(DIMENSIONS, 'h'))));
  return width > 0 && height > 0 && width !== height ? { width, height } : undefined;
}

/** A number as it is written out; NaN for anything else, an empty text included. */
function number(text: string | undefined): number {
  return text !== undefined && /^\s*-?\d{0,9}\.?\d{1,20}(?:[eE]-?\d{1,2})?\s*$/.test(text) ? Number(text) : NaN;
}

function mwgFace(region: XmpParts, applied: Size | undefined): FaceBox[] {
  if (textOf(region.get(xmpName(MWG, 'Type'))) !== 'Face') return [];
  const area = partsOf(region.get(xmpName(MWG, 'Area')));
  const value = (name: string): number => number(textOf(area.get(xmpName(AREA, name))));
  const inPixels = textOf(area.get(xmpName(AREA, 'unit'))) === 'pixel';
  if (inPixels && !applied) return [];
  const [across, down] = inPixels && applied ? [applied.width, applied.height] : [1, 1];
  const width = value('w') / across;
  const height = value('h') / down;
  // x and y name the middle.
  const left = value('x') / across - width / 2;
  const top = value('y') / down - height / 2;
  return [{ left, top, width, height, ...named(textOf(region.get(xmpName(MWG, 'Name')))) }];
}

function microsoftFace(region: XmpParts): FaceBox[] {
  const numbers = textOf(region.get(xmpName(MP_REGION, 'Rectangle')))
    ?.slice(0, 200)
    .split(',')
    .map(number);
  if (numbers?.length !== 4) return [];
  const [left, top, width, height] = numbers as [number, number, number, number];
  return [{ left, top, width, height, ...named(textOf(region.get(xmpName(MP_REGION, 'PersonDisplayName')))) }];
}

function named(name: string | undefined): { readonly name?: string } {
  const trimmed = name?.trim().slice(0, MAX_NAME);
  return trimmed ? { name: trimmed } : {};
}

/** Turns a box with its picture and keeps what of it lies within; nothing of a box that makes no sense. */
function upright(face: FaceBox, orientation: Orientation): FaceBox[] {
  const { left, top, width, height } = uprightShare(face, orientation);
  const from = { left: clamp(left), top: clamp(top) };
  const size = { width: clamp(left + width) - from.left, height: clamp(top + height) - from.top };
  // Written so that it is false for NaN.
  if (!(size.width > 0.001 && size.height > 0.001)) return [];
  return [{ ...from, ...size, ...(face.name !== undefined && { name: face.name }) }];
}

function clamp(share: number): number {
  return Math.min(1, Math.max(0, share));
}
