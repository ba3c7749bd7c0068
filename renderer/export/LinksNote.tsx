import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../components/Button.tsx';
import { includeLinks } from '../state/library/folders.ts';
import type { FolderFacts } from '../state/library/library.ts';

/** Links that lead out of the folder are not followed unless a person says so: what they lead to would be sent and paid for. */
export function LinksNote({ folder, onIncluded }: { readonly folder: FolderFacts; readonly onIncluded: () => void }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  if (folder.linksOut === 0) return null;
  const include = async () => {
    setAsking(true);
    const included = await includeLinks(folder.id);
    setAsking(false);
    if (included) onIncluded();
  };
  return (
    <li className="links-note" data-testid="note-links">
      <span>{t('sending.linksOut', { count: folder.linksOut })}</span>
      <Button disabled={asking} onClick={() => void include()}>
        {t('sending.includeLinks')}
      </Button>
    </li>
  );
}
