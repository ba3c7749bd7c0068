import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { closeTab, stepTab } from '../../state/library/folders.ts';
import { activate, useLibrary, type FolderFacts } from '../../state/library/library.ts';

/** The open folders. Arrow keys move between them, Delete closes one. */
export function FolderTabs() {
  const { t } = useTranslation();
  const folders = useLibrary((s) => s.folders);
  return (
    <div className="tabs" role="tablist" aria-label={t('folder.tabs')}>
      {folders.map((folder) => (
        <Tab key={folder.id} folder={folder} />
      ))}
    </div>
  );
}

function Tab({ folder: { id, name, path, hot } }: { readonly folder: FolderFacts }) {
  const { t } = useTranslation();
  const shown = useLibrary((s) => s.folder?.id === id);
  return (
    <div className="tab" role="presentation" data-shown={shown || undefined}>
      <button
        type="button"
        role="tab"
        id={`tab-${id}`}
        className="tab-name"
        aria-selected={shown}
        tabIndex={shown ? 0 : -1}
        data-tip={path}
        onClick={(event) => {
          // After the mouse, the keys are for the photos again.
          if (event.detail > 0) event.currentTarget.blur();
          activate(id);
        }}
        onAuxClick={(event) => {
          if (event.button === 1) void closeTab(id);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Delete') void closeTab(id);
          else if (event.key === 'ArrowRight' || event.key === 'ArrowLeft') {
            stepTab(event.key === 'ArrowRight' ? 1 : -1);
            document.getElementById(`tab-${useLibrary.getState().folder?.id ?? ''}`)?.focus();
          } else return;
          event.preventDefault();
        }}
      >
        <span>{name}</span>
        {hot !== undefined && <span className="tab-hot" role="img" aria-label={t('hot.on')} />}
      </button>
      {/* Delete on the tab does the same, so that the keyboard does not stop at every cross. */}
      <button
        type="button"
        className="tab-close"
        tabIndex={-1}
        aria-hidden
        data-tip={t('folder.close')}
        onClick={() => void closeTab(id)}
      >
        <X size={12} />
      </button>
    </div>
  );
}
