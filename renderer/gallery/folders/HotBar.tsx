import { FolderSync } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/Button.tsx';
import { attempt } from '../../state/attempt.ts';
import { formatNumber } from '../../text/format.ts';
import { activate, useLibrary, type FolderFacts } from '../../state/library/library.ts';
import { openDialog } from '../../state/view.ts';

/** What the folders whose new photos are retouched by themselves wait for: an answer, tomorrow, or a higher limit. */
export function HotBar() {
  const folders = useLibrary((s) => s.folders);
  return (
    <div role="status" className="hot-bars">
      {folders.map((folder) => (
        <HotLines key={folder.id} folder={folder} />
      ))}
    </div>
  );
}

function HotLines({ folder }: { readonly folder: FolderFacts }) {
  const { t, i18n } = useTranslation();
  const { id, name, hot } = folder;
  if (hot === undefined) return null;
  const { question, heldUntilTomorrow, creditsPerDay } = hot;
  const number = (value: number) => formatNumber(value, i18n.language);
  const answer = (retouch: boolean) => void attempt('folder:answer-hot', id, retouch);
  return (
    <>
      {question !== undefined && (
        <div className="banner" data-testid="hot-question">
          <FolderSync size={16} aria-hidden />
          <p>
            <strong>
              {t(question.cause === 'meanwhile' ? 'hot.askMeanwhile' : 'hot.askMany', {
                count: question.photos,
                photos: number(question.photos),
                name,
              })}
            </strong>{' '}
            {t('hot.askCost', { credits: number(question.credits), limit: number(creditsPerDay) })}
          </p>
          <Button onClick={() => answer(false)}>{t('hot.askNo')}</Button>
          <Button onClick={() => answer(true)}>{t('hot.askYes', { count: question.photos })}</Button>
        </div>
      )}
      {heldUntilTomorrow > 0 && (
        <div className="banner" data-testid="hot-limit-reached">
          <FolderSync size={16} aria-hidden />
          <p>
            <strong>{t('hot.reached', { count: heldUntilTomorrow, photos: number(heldUntilTomorrow), name })}</strong>{' '}
            {t('hot.reachedHow', { limit: number(creditsPerDay) })}
          </p>
          <Button
            onClick={() => {
              activate(id);
              openDialog('hot');
            }}
          >
            {t('hot.raise')}
          </Button>
        </div>
      )}
    </>
  );
}
