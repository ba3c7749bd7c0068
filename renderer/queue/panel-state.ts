import { create } from 'zustand';
import type { PhotoId } from '../../electron/contract/index.ts';

interface PanelState {
  readonly open: boolean;
  /** Photos that were sent to the front, the latest round first: the order among those that wait. */
  readonly first: readonly PhotoId[];
}

export const useQueuePanel = create<PanelState>(() => ({ open: false, first: [] }));

export function toggleQueuePanel(): void {
  useQueuePanel.setState(({ open }) => ({ open: !open }));
}

export function rememberFirst(photos: readonly PhotoId[]): void {
  const moved = new Set(photos);
  useQueuePanel.setState(({ first }) => ({ first: [...photos, ...first.filter((id) => !moved.has(id))] }));
}
