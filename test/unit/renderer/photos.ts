import type { PhotoStatus, PhotoView } from '../../../electron/contract/index.ts';

/** A photo with just what a test cares about. */
export function photo(id: string, change: Partial<PhotoView> = {}): PhotoView {
  return {
    id,
    folder: 'f',
    name: `${id}.jpg`,
    relativePath: `${id}.jpg`,
    bytes: 1000,
    modifiedAt: 0,
    width: undefined,
    height: undefined,
    settings: { level: 0.5, multiFace: false },
    fade: 1,
    marks: { rating: 0, flag: 'none' },
    capturedAt: undefined,
    camera: undefined,
    faces: [],
    status: { kind: 'idle' },
    notes: [],
    ...change,
  };
}

const reason = { code: 'x', message: 'x' };

/** One status of every kind. */
export const everyStatus: readonly PhotoStatus[] = [
  { kind: 'idle' },
  { kind: 'unusable', reason },
  { kind: 'waiting' },
  { kind: 'uploading', fraction: 0.5 },
  { kind: 'processing', since: 0 },
  { kind: 'downloading', expiresAt: undefined },
  { kind: 'finishing' },
  { kind: 'exported', output: '/out/x.jpg', at: 0 },
  { kind: 'failed', reason, retryable: true },
  { kind: 'undecided', reason },
  { kind: 'cancelled' },
];
