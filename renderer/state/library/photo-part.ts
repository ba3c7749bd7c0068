import type { FolderId, FreshPhotos, Marks, PhotoPart, PhotoView } from '../../../electron/contract/index.ts';

const unmarked: Marks = { rating: 0, flag: 'none' };

/** The photos of a part, each as the gallery sees it. */
export function photosOf(folder: FolderId, { fresh, photos }: PhotoPart): readonly PhotoView[] {
  return fresh === undefined ? photos : [...freshPhotos(folder, fresh), ...photos];
}

function freshPhotos(folder: FolderId, { settings, ids, relativePaths, bytes, modifiedAt }: FreshPhotos): PhotoView[] {
  const common = {
    folder,
    width: undefined,
    height: undefined,
    settings,
    fade: 1,
    marks: unmarked,
    capturedAt: undefined,
    camera: undefined,
    faces: [],
    status: { kind: 'idle' },
    notes: [],
  } as const;
  return ids.map((id, at) => {
    const relativePath = relativePaths[at] ?? '';
    const name = relativePath.slice(relativePath.lastIndexOf('/') + 1);
    return { ...common, id, name, relativePath, bytes: bytes[at] ?? 0, modifiedAt: modifiedAt[at] ?? 0 };
  });
}
