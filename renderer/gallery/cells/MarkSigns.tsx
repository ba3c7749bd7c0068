import { Flag, FlagOff } from 'lucide-react';
import type { Marks } from '../../../electron/contract/index.ts';

/** A flag as a shape; nothing where there is none. Its words are in the owner's name. */
export function FlagSign({ flag, size = 13 }: { readonly flag: Marks['flag']; readonly size?: number }) {
  switch (flag) {
    case 'none':
      return null;
    case 'pick':
      return <Flag size={size} aria-hidden className="flag flag-pick" />;
    case 'reject':
      return <FlagOff size={size} aria-hidden className="flag flag-reject" />;
  }
}

/** Stars as one element of a repeated picture: there may be a hundred of these on screen. */
export function Stars({ rating }: { readonly rating: number }) {
  return <span className="stars" data-rating={rating} aria-hidden />;
}
