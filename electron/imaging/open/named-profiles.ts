import { sharp } from '../sharp.ts';
import { numberedColours, type HeifFacts } from '../../formats/heif/heif.ts';

let displayP3: Promise<Uint8Array> | undefined;

/** The Display P3 profile that libvips carries, for files that name those colours without enclosing a profile. */
function displayP3Profile(): Promise<Uint8Array> {
  displayP3 ??= make();
  return displayP3;
}

async function make(): Promise<Uint8Array> {
  const create = { width: 1, height: 1, channels: 3, background: '#000000' } as const;
  const { icc } = await sharp(await sharp({ create }).withIccProfile('p3').png().toBuffer()).metadata();
  if (icc === undefined) throw new Error('libvips has no Display P3 profile');
  return icc;
}

/** The profile of a HEIC's pixels: the enclosed one, or one for the colours that it names by number; undefined for sRGB. */
export async function heicProfile(facts: HeifFacts): Promise<Uint8Array | undefined> {
  return facts.icc ?? (numberedColours(facts.nclx) === 'p3' ? displayP3Profile() : undefined);
}
