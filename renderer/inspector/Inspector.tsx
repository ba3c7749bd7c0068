import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { targets, useLibrary, usePhoto } from '../state/library.ts';
import { mixOf } from '../state/settings-mix.ts';
import './inspector.css';
import { PhotoFacts } from './PhotoFacts.tsx';
import { SettingsPanel } from './SettingsPanel.tsx';

/** What will be done to the chosen photos, and what is known of the one under the cursor. */
export function Inspector() {
  const { t } = useTranslation();
  const selection = useLibrary((s) => s.selection);
  const order = useLibrary((s) => s.order);
  const table = useLibrary((s) => s.table);
  const revision = useLibrary((s) => s.settingsRevision);
  const photos = useMemo(() => targets({ selection, order }), [selection, order]);
  const mix = useMemo(
    () => mixOf(photos.flatMap((id) => table.get(id)?.settings ?? [])),
    // The table is changed in place; its revision says when the settings in it did.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [photos, table, revision],
  );
  const photo = usePhoto(selection.cursor);
  return (
    <aside className="inspector" aria-label={t('inspector.region')}>
      <SettingsPanel photos={photos} mix={mix} {...(photo !== undefined && { name: photo.name })} />
      {photo !== undefined && <PhotoFacts photo={photo} />}
    </aside>
  );
}
