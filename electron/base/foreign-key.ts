import { ReasonError } from './reason.ts';

/** Keys of a marketplace that sells the same service with hosts and paths of its own. */
const MARKETPLACE_KEY_LENGTH = 50;

/** @throws ReasonError `key-of-another-shop` for a key that AILabTools itself can't know; it never holds the key */
export function refuseForeignKey(key: string): void {
  if (key.length !== MARKETPLACE_KEY_LENGTH || !key.includes('msh') || !key.endsWith('jsn')) return;
  throw new ReasonError(
    'key-of-another-shop',
    'This key belongs to a marketplace that sells access to the service, and works there only. ' +
      'Afterglow needs a key of AILabTools itself: make one in its developer console.',
  );
}
