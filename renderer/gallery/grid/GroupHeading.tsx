import { ChevronDown, ChevronRight, Folder } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { foldGroup, useLibrary } from '../../state/library/library.ts';
import type { PhotoGroup } from '../../state/library/order.ts';

/** The name that a subfolder's group goes by. */
export function useGroupName(): (path: string) => string {
  const top = useLibrary((s) => s.folder?.name ?? '');
  return (path) => (path === '' ? top : path.replaceAll('/', ' / '));
}

/**
 * The line above a subfolder's photos; it stays at the top while they are in sight. For the mouse: a list box may hold nothing but
 * its options, so the keyboard folds with a key, or in the toolbar's list of subfolders.
 */
export function GroupHeading({ group }: { readonly group: PhotoGroup }) {
  const { t } = useTranslation();
  const nameOf = useGroupName();
  const Chevron = group.collapsed ? ChevronRight : ChevronDown;
  return (
    <header className="group-heading" aria-hidden>
      <button type="button" tabIndex={-1} onClick={() => foldGroup(group.path)} data-testid="group-heading">
        <Chevron size={15} />
        <Folder size={14} />
        <span className="group-name">{nameOf(group.path)}</span>
        <span className="group-count">{t('gallery.count', { count: group.count })}</span>
      </button>
    </header>
  );
}
