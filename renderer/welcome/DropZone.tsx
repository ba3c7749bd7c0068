import { FolderInput } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { pathOf } from '../bridge.ts';
import { i18n } from '../i18n/index.ts';
import { openPaths } from '../state/commands.ts';
import { notifyHere } from '../state/notices.ts';

/** The whole window takes folders and files. Without this a dropped file would be opened in place of the app. */
export function DropZone() {
  const { t } = useTranslation();
  const [over, setOver] = useState(false);

  useEffect(() => {
    // Every element below the pointer reports enter and leave, so they are counted.
    let depth = 0;
    const enter = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      depth++;
      setOver(true);
    };
    const leave = () => {
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const hover = (event: DragEvent) => {
      event.preventDefault();
      if (event.dataTransfer !== null) event.dataTransfer.dropEffect = hasFiles(event) ? 'copy' : 'none';
    };
    const drop = (event: DragEvent) => {
      event.preventDefault();
      depth = 0;
      setOver(false);
      if (hasFiles(event)) openDropped([...(event.dataTransfer?.files ?? [])]);
    };
    window.addEventListener('dragenter', enter);
    window.addEventListener('dragleave', leave);
    window.addEventListener('dragover', hover);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragenter', enter);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('dragover', hover);
      window.removeEventListener('drop', drop);
    };
  }, []);

  if (!over) return null;
  return (
    <div className="drop-veil" data-testid="drop-veil">
      <FolderInput size={48} strokeWidth={1.25} aria-hidden />
      <p>{t('welcome.dropHere')}</p>
    </div>
  );
}

function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') === true;
}

function openDropped(files: readonly File[]): void {
  const paths = files.map(pathOf).filter((path) => path !== '');
  if (paths.length === 0) notifyHere('warning', i18n.t('welcome.notOnDisk'));
  else void openPaths(paths);
}
