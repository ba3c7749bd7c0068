import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { fadeOf, isOutdated, useWritten } from '../state/edits/fade.ts';
import { targets, useLibrary, usePhoto } from '../state/library/library.ts';
import { mixOf } from '../state/edits/settings-mix.ts';
import { FadePanel } from './FadePanel.tsx';
import { FidelityReport } from './FidelityReport.tsx';
import './inspector.css';
import { PhotoFacts } from './PhotoFacts.tsx';
import { SettingsPanel } from './SettingsPanel.tsx';

/** What will be done to the chosen photos, and what is known of the one under the cursor. */
export function Inspector() {
  const { t } = useTranslation();
  const selection = useLibrary((s) => s.selection);
  const order = useLibrary((s) => s.order);
  const photo = usePhoto(selection.cursor);
  const photos = useMemo(() => targets({ selection, order }), [selection, order]);
  const { mix, fade, outdated } = useSums(photos);
  return (
    <aside className="inspector" aria-label={t('inspector.region')}>
      <SettingsPanel photos={photos} mix={mix} {...(photo !== undefined && { name: photo.name })} />
      <FadePanel photos={photos} fade={fade} outdated={outdated} />
      {photo !== undefined && <PhotoFacts photo={photo} />}
      {photo !== undefined && <FidelityReport photo={photo} />}
    </aside>
  );
}

/** What the chosen photos have in common. */
function useSums(photos: readonly string[]) {
  const table = useLibrary((s) => s.table);
  const revision = useLibrary((s) => s.settingsRevision);
  const facets = useLibrary((s) => s.facets);
  const written = useWritten((s) => s.written);
  return useMemo(
    () => {
      const views = photos.flatMap((id) => table.get(id) ?? []);
      return {
        mix: mixOf(views.map(({ settings }) => settings)),
        fade: fadeOf(views),
        outdated: views.filter((view) => isOutdated(view, written)).map(({ id }) => id),
      };
    },
    // The table is changed in place; its revision says when the settings in it did, the counts when a status did.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [photos, table, revision, facets, written],
  );
}
