/** Why nothing is sent for now: what was found after the queue file had been lost, and waits for a person. */
export type Unaccounted =
  /** Photos that were at the service, or undecided: until each of them is decided. */
  | { readonly kind: 'photos'; readonly jobs: readonly string[] }
  /** The record of money is not whole either: until a person says "go on". */
  | { readonly kind: 'record' };

export const UNACCOUNTED = 'unaccounted';

export function parseUnaccounted(text: string | undefined): Unaccounted | undefined {
  if (text === undefined || text === '') return undefined;
  return JSON.parse(text) as Unaccounted;
}

/** What a person is told while nothing is sent, and what to do. */
export function unaccountedMessage({ kind }: Unaccounted): string {
  return kind === 'photos'
    ? 'The queue file was lost while photos were at the service. They need your decision first (“afterglow status” lists them); ' +
        'until then nothing is sent.'
    : 'The queue file was lost, and the record of money is not whole either, so photos may have been charged that Afterglow knows ' +
        'nothing of. Nothing is sent until you have run “afterglow check-data --repair”, or chosen to go on in the window.';
}
