import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FidelityView, PhotoView } from '../../electron/contract/index.ts';
import { formatBytes } from '../text/format.ts';
import { attempt } from '../state/attempt.ts';

/** What a finished photo kept of its original, as it was measured. Nothing for a photo without a result. */
export function FidelityReport({ photo }: { readonly photo: Pick<PhotoView, 'id' | 'status'> }) {
  const { t } = useTranslation();
  const report = useReport(photo);
  if (report === undefined) return null;
  return (
    <section className="panel" aria-label={t('fidelity.region')} data-testid="fidelity">
      <header className="panel-header">
        <h2>{t('fidelity.region')}</h2>
      </header>
      <dl className="facts">
        <Pixels report={report} />
        <Colours report={report} />
        <Metadata report={report} />
        <Retouch report={report} />
      </dl>
    </section>
  );
}

interface PartProps {
  readonly report: FidelityView;
}

function Pixels({ report: { original, result, bytes, quality } }: PartProps) {
  const { t, i18n } = useTranslation();
  if (result === undefined) return null;
  const same = original?.width === result.width && original.height === result.height;
  return (
    <>
      <dt>{t('fidelity.pixels')}</dt>
      <dd>
        {t('fidelity.size', { ...result })}
        <span className="hint">
          {same ? t('fidelity.sameSize') : original && t('fidelity.otherSize', { ...original })}
        </span>
      </dd>
      {bytes !== undefined && (
        <>
          <dt>{t('fidelity.file')}</dt>
          <dd>
            {formatBytes(bytes, i18n.language)}
            {quality !== undefined && <span className="hint">{t('fidelity.quality', { quality })}</span>}
          </dd>
        </>
      )}
    </>
  );
}

function Colours({ report: { profile, bitDepth } }: PartProps) {
  const { t } = useTranslation();
  return (
    <>
      {profile !== undefined && (
        <>
          <dt>{t('fidelity.profile')}</dt>
          <dd>{t(`fidelity.profiles.${profile}`)}</dd>
        </>
      )}
      {bitDepth !== undefined && (
        <>
          <dt>{t('fidelity.depth')}</dt>
          <dd>{t('fidelity.bits', { bits: bitDepth })}</dd>
        </>
      )}
    </>
  );
}

const kinds = ['exif', 'xmp', 'iptc'] as const;

function Metadata({ report: { metadata, rule } }: PartProps) {
  const { t } = useTranslation();
  const known = kinds.flatMap((kind) => (metadata[kind] === undefined ? [] : { kind, kept: metadata[kind] }));
  if (known.length === 0) return null;
  const lost = known.some(({ kept }) => kept === 'removed' || kept === 'trimmed');
  return (
    <>
      <dt>{t('fidelity.metadata')}</dt>
      <dd>
        <ul className="fidelity-kinds">
          {known.map(({ kind, kept }) => (
            <li key={kind} data-testid={`fidelity-${kind}`} data-kept={kept}>
              {t('fidelity.kind', { kind: kind.toUpperCase(), kept: t(`fidelity.kept.${kept}`) })}
            </li>
          ))}
        </ul>
        {lost && rule !== undefined && rule !== 'all' && <span className="hint">{t(`fidelity.rule.${rule}`)}</span>}
      </dd>
    </>
  );
}

function Retouch({ report: { unchanged, encoder, reshaped, fade } }: PartProps) {
  const { t, i18n } = useTranslation();
  const percent = (share: number) => new Intl.NumberFormat(i18n.language, { style: 'percent' }).format(share);
  return (
    <>
      {unchanged !== undefined && (
        <>
          <dt>{t('fidelity.untouched')}</dt>
          <dd>
            {/* Rounded down: "100 %" is said of nothing that was touched. */}
            {t('fidelity.untouchedShare', { share: percent(Math.floor(unchanged * 100) / 100) })}
          </dd>
        </>
      )}
      <dt>{t('fidelity.strength')}</dt>
      <dd>{percent(fade)}</dd>
      {encoder !== undefined && (
        <>
          <dt>{t('fidelity.encoder')}</dt>
          <dd>{t(`fidelity.encoders.${encoder}`)}</dd>
        </>
      )}
      {reshaped !== undefined && (
        <>
          <dt>{t('fidelity.reshaping')}</dt>
          <dd>{reshaped ? t('fidelity.reshaped') : t('fidelity.notReshaped')}</dd>
        </>
      )}
    </>
  );
}

/** Asked for when it is looked at, and anew after another export. */
function useReport({ id, status }: Pick<PhotoView, 'id' | 'status'>): FidelityView | undefined {
  const at = status.kind === 'exported' ? status.at : undefined;
  const [known, setKnown] = useState<{ readonly key: string; readonly report: FidelityView | undefined }>();
  const key = `${id} ${String(at)}`;
  useEffect(() => {
    if (at === undefined) return undefined;
    let current = true;
    void attempt('photos:report', id).then((answer) => {
      if (current && answer.done) setKnown({ key, report: answer.value });
    });
    return () => {
      current = false;
    };
  }, [id, at, key]);
  return known?.key === key ? known.report : undefined;
}
