import type { PhotoId } from '../../electron/contract/index.ts';
import type { PhotoTable } from '../state/library/photo-table.ts';
import { groupOf } from '../state/library/status.ts';

/** Which photos a batch takes. */
export type ScopeId = 'selected' | 'remaining' | 'all';

export interface ScopeChoice {
  readonly id: ScopeId;
  readonly photos: readonly PhotoId[];
}

/**
 * What can be chosen, in the order offered. A selection of several photos counts as meant; one photo is just the cursor.
 * `remaining`: not retouched yet and not under way.
 */
export function scopeChoices(
  table: PhotoTable,
  shown: readonly PhotoId[],
  selected: ReadonlySet<PhotoId>,
): ScopeChoice[] {
  const remaining = table.ids.filter((id) => {
    const status = table.get(id)?.status;
    return status !== undefined && ['todo', 'failed'].includes(groupOf(status));
  });
  const choices: ScopeChoice[] = [];
  if (selected.size > 0) choices.push({ id: 'selected', photos: shown.filter((id) => selected.has(id)) });
  if (remaining.length > 0 && remaining.length < table.ids.length) choices.push({ id: 'remaining', photos: remaining });
  choices.push({ id: 'all', photos: table.ids });
  return choices;
}

export function defaultScope(choices: readonly ScopeChoice[]): ScopeId {
  const selected = choices.find(({ id }) => id === 'selected');
  if (selected !== undefined && selected.photos.length > 1) return 'selected';
  return choices.some(({ id }) => id === 'remaining') ? 'remaining' : 'all';
}
