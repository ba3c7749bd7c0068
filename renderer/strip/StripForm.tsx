import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PhotoId } from '../../electron/contract/index.ts';
import { thumbAddress } from '../components/addresses.ts';
import { Button } from '../components/Button.tsx';
import { Dialog } from '../components/Dialog.tsx';
import { Picture } from '../components/Picture.tsx';
import { useMode } from '../state/app.ts';
import { accepted, attempt } from '../state/attempt.ts';
import { parseShownLevel } from '../text/format.ts';
import { flushSettings } from '../state/commands.ts';
import { targets, useLibrary, usePhoto } from '../state/library/library.ts';
import { beginStrip } from '../state/strip.ts';
import { closeDialog } from '../state/view.ts';
import { MAX_PHOTOS, parseLevels, standardLevels, stripCredits, tick } from './strip-plan.ts';

/** How many photos of a large selection are offered: nobody looks through hundreds to find three. */
const OFFERED = 24;

/** Which photos, at which levels, and what that costs. */
export function StripForm() {
  const { t } = useTranslation();
  const mode = useMode();
  const [offered] = useState(() => targets(useLibrary.getState()).slice(0, OFFERED));
  const [chosen, setChosen] = useState<readonly PhotoId[]>(() => offered.slice(0, MAX_PHOTOS));
  const [typed, setTyped] = useState(standardLevels);
  const [starting, setStarting] = useState(false);
  const levels = parseLevels(typed, parseShownLevel);
  const photos = offered.filter((id) => chosen.includes(id));
  const credits = stripCredits(photos.length, levels?.length ?? 0);

  const start = async () => {
    if (levels === undefined || photos.length === 0) return;
    setStarting(true);
    flushSettings();
    const strip = accepted(await attempt('strip:start', photos, levels));
    setStarting(false);
    if (strip !== undefined) beginStrip(strip);
  };
  return (
    <Dialog
      title={t('strip.title')}
      onClose={closeDialog}
      wide
      actions={
        <>
          <Button onClick={closeDialog}>{t('common.cancel')}</Button>
          <Button
            look="primary"
            type="submit"
            form="strip-form"
            disabled={levels === undefined || photos.length === 0 || starting}
          >
            {mode === 'demo' ? t('strip.startFree') : t('strip.start', { count: credits })}
          </Button>
        </>
      }
    >
      <p>{t('strip.lead')}</p>
      <form
        id="strip-form"
        className="strip-form"
        onSubmit={(event) => {
          event.preventDefault();
          void start();
        }}
      >
        <fieldset className="strip-photos">
          <legend>{t('strip.photos', { max: MAX_PHOTOS })}</legend>
          {offered.map((id) => (
            <PhotoTick key={id} id={id} ticked={chosen.includes(id)} onTick={() => setChosen(tick(chosen, id))} />
          ))}
        </fieldset>
        <fieldset className="strip-levels">
          <legend>{t('strip.levels')}</legend>
          {typed.map((text, place) => (
            <input
              key={place}
              className="level-number"
              inputMode="numeric"
              aria-label={t('strip.level', { at: place + 1 })}
              aria-invalid={text.trim() !== '' && parseShownLevel(text) === undefined}
              value={text}
              onChange={(event) => setTyped(typed.map((each, at) => (at === place ? event.target.value : each)))}
            />
          ))}
        </fieldset>
        {levels === undefined && (
          <p className="hint hint-error" role="alert">
            {t('inspector.levelInvalid')}
          </p>
        )}
      </form>
      <p className="strip-cost" role="status">
        {mode === 'demo' ? t('strip.costFree') : t('strip.cost', { count: credits })}
      </p>
      <p className="hint">{t('strip.kept')}</p>
    </Dialog>
  );
}

interface PhotoTickProps {
  readonly id: PhotoId;
  readonly ticked: boolean;
  readonly onTick: () => void;
}

function PhotoTick({ id, ticked, onTick }: PhotoTickProps) {
  const photo = usePhoto(id);
  if (photo === undefined) return null;
  return (
    <label className="strip-photo" data-ticked={ticked || undefined}>
      <Picture address={thumbAddress(photo)} />
      <span className="strip-photo-name">
        <input type="checkbox" checked={ticked} onChange={onTick} />
        {photo.name}
      </span>
    </label>
  );
}
