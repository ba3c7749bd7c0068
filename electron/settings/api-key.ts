import { refuseForeignKey } from '../base/foreign-key.ts';
import { ReasonError } from '../base/reason.ts';

/** What an API key can look like: one word of printable ASCII. Anything else could not even travel in the request's header. */
const KEY = /^[\x21-\x7e]{8,512}$/;

/** So many of its last characters tell a person which key it is without giving it away. */
const HINT_LENGTH = 4;
const HINT_NEEDS = 16;

/** Trims and checks a key that was typed or pasted. Throws a {@link ReasonError} that never holds the text itself. */
export function parseApiKey(text: string): string {
  const key = text.trim();
  if (key === '') throw new ReasonError('key-empty', 'Please enter the API key.');
  if (!KEY.test(key)) {
    throw new ReasonError(
      'key-format',
      'This is not an API key: it is one word of 8 to 512 plain letters, digits and signs, without spaces.',
    );
  }
  refuseForeignKey(key);
  return key;
}

/** The end of the key, or nothing where that would be too much of it. */
export function hintOf(key: string): string {
  return key.length >= HINT_NEEDS ? key.slice(-HINT_LENGTH) : '';
}
