import { assertNever } from '../base/assert.ts';
import type { Reason } from '../base/reason.ts';

/** What a result that is used is told of. */
export type ResultNote =
  | { readonly kind: 'task-id-repeated' | 'result-shared' }
  | { readonly kind: 'nothing-changed'; readonly credits: number };

/** A note on a photo whose result is, or was, used all the same. Pure. */
export function resultNote(about: ResultNote): Reason {
  switch (about.kind) {
    case 'task-id-repeated':
      return {
        code: 'exported-task-id-repeated',
        message:
          'The service gave this photo’s task number to another photo as well: check that the result shows this photo.',
      };
    case 'result-shared':
      return {
        code: 'exported-result-shared',
        message:
          'The service sent the very same file for another photo as well: check that the result shows this photo.',
      };
    case 'nothing-changed':
      return {
        code: 'nothing-changed',
        message: `The service changed nothing visible in this photo; ${about.credits} credits were charged.`,
      };
    default:
      return assertNever(about);
  }
}
