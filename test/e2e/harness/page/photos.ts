import type { FolderView, HotView, PhotoStatus, PhotoView } from '../../../../electron/contract/index.ts';
import type { SamplePhoto } from '../pictures.ts';
import { scene, subfolders } from './scene.ts';

/* Made-up photos: names, marks and statuses by rule, so that every look at a scene shows the same. */

export const noFace = {
  code: 'ERROR_NO_FACE_IN_FILE',
  message: 'No face was found in this photo. It was not charged.',
};
export const unclear = {
  code: 'connection-cut',
  message: 'The connection broke after the photo was sent. It may be charged.',
};
export const tooSmall = {
  code: 'ERROR_LOW_RESOLUTION',
  message: 'This picture is too small to be retouched (40 × 60 pixels).',
};

function statusAt(index: number): PhotoStatus {
  if (['grid', 'welcome', 'nokey', 'tabs'].includes(scene)) return { kind: 'idle' };
  const done: PhotoStatus = { kind: 'exported', output: outputOf(index), at: 1_700_000_000_000 };
  if (scene === 'done') return done;
  const cycle: PhotoStatus[] = [
    done,
    done,
    { kind: 'processing', since: 0 },
    { kind: 'uploading', fraction: 0.4 },
    { kind: 'failed', reason: noFace, retryable: false },
    { kind: 'waiting' },
    { kind: 'undecided', reason: unclear },
    done,
    { kind: 'finishing' },
    { kind: 'unusable', reason: tooSmall },
    { kind: 'idle' },
  ];
  return cycle[index % cycle.length] ?? { kind: 'idle' };
}

const outputOf = (index: number) => `/Volumes/Shoots/Wedding - Retouched/${nameOf(index)}`;
const nameOf = (index: number) => `AL_${String(index + 1).padStart(5, '0')}.jpg`;

/** The subfolder of a photo: the first third lies at the top. */
function placeOf(index: number, of: number): string {
  if (subfolders.length === 0) return '';
  const part = Math.floor((index / of) * (subfolders.length + 1));
  const name = subfolders[part - 1];
  return name === undefined ? '' : `${name}/`;
}

let samples: readonly SamplePhoto[] = [];

export async function loadSamples(): Promise<void> {
  if (samples.length === 0) samples = (await (await fetch('/harness/photos.json')).json()) as SamplePhoto[];
}

/** Photo number `index` of a folder of `of` photos. Its number in the id tells the server which picture to send. */
export function photoAt(folder: string, index: number, of: number): PhotoView {
  const sample = samples[index % samples.length];
  if (sample === undefined) throw new Error('no samples');
  const name = nameOf(index);
  return {
    id: `${folder}p${index}`,
    folder,
    name,
    relativePath: placeOf(index, of) + name,
    bytes: sample.bytes,
    modifiedAt: sample.modifiedAt,
    width: sample.width,
    height: sample.height,
    settings: { level: index % 5 === 0 ? 0.3 : 0.5, multiFace: index % 9 === 0 },
    fade: 1,
    marks: {
      rating: index % 6 === 2 ? 3 : index % 11 === 5 ? 5 : index % 13 === 4 ? 1 : 0,
      flag: index % 7 === 3 ? 'pick' : index % 10 === 6 ? 'reject' : 'none',
    },
    capturedAt: 1_747_000_000_000 + ((index * 7919) % of) * 9000,
    camera: index % 4 === 3 ? undefined : 'Canon EOS R5 · 85 mm · f/1.8 · 1/200 s · ISO 400',
    faces: index % 3 === 0 ? [{ x: 0.4, y: 0.2, width: 0.15, height: 0.2 }] : [],
    status: statusAt(index),
    notes: index % 8 === 1 ? [{ code: 'WIDE_GAMUT', message: 'Display P3 colours are kept in the result.' }] : [],
  };
}

export function folderOf(id: string, name: string, count: number): FolderView {
  return {
    id,
    name,
    path: `/Volumes/Shoots/${name}`,
    photos: Array.from({ length: count }, (_, index) => photoAt(id, index, count)),
    hot: scene === 'hot' && id === 'f1' ? hotView(400) : undefined,
    skipped: 3,
    linksOut: 0,
  };
}

export function hotView(creditsPerDay: number): HotView {
  return { creditsPerDay, committedToday: 48, heldUntilTomorrow: 0, question: undefined };
}
