import { Ban, CircleCheck, CircleHelp, CircleMinus, CircleX, Clock, LoaderCircle } from 'lucide-react';
import type { PhotoStatus } from '../../electron/contract/index.ts';

/** A status as a shape, never as a colour alone: photos are judged beside it. Its words are in the owner's name and tip. */
export function StatusBadge({ status, size = 14 }: { readonly status: PhotoStatus; readonly size?: number }) {
  switch (status.kind) {
    case 'idle':
      return null;
    case 'waiting':
      return <Clock size={size} aria-hidden className="badge badge-quiet" />;
    case 'uploading':
    case 'processing':
    case 'downloading':
    case 'finishing':
      return <LoaderCircle size={size} aria-hidden className="badge badge-busy" />;
    case 'exported':
      return <CircleCheck size={size} aria-hidden className="badge badge-strong" />;
    case 'failed':
      return <CircleX size={size} aria-hidden className="badge badge-strong" />;
    case 'undecided':
      return <CircleHelp size={size} aria-hidden className="badge badge-strong" />;
    case 'unusable':
      return <Ban size={size} aria-hidden className="badge badge-quiet" />;
    case 'cancelled':
      return <CircleMinus size={size} aria-hidden className="badge badge-quiet" />;
  }
}
