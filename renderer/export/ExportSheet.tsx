import { FolderOpen } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BatchEstimate, BatchRequest } from '../../electron/contract/index.ts';
import { Button } from '../components/Button.tsx';
import { Dialog } from '../components/Dialog.tsx';
import { Field } from '../components/Field.tsx';
import { reasonText } from '../i18n/reason-text.ts';
import { useMode } from '../state/app.ts';
import { accepted, attempt } from '../state/attempt.ts';
import { flushSettings } from '../state/commands.ts';
import { parseCredits } from '../text/format.ts';
import { useLibrary } from '../state/library/library.ts';
import { changePreferences, firstOptions, usePreferences } from '../state/preferences.ts';
import { closeDialog } from '../state/view.ts';
import { EstimateTable } from './EstimateTable.tsx';
import { useExportStart } from './export-start.ts';
import './export.css';
import { exampleName, troubleOf } from './options/naming.ts';
import { OptionsPanel } from './options/OptionsPanel.tsx';
import { defaultScope, scopeChoices, type ScopeChoice, type ScopeId } from './scope.ts';
import { LinksNote } from './LinksNote.tsx';
import { ScopePicker } from './ScopePicker.tsx';
import { sendingOf } from './sending.ts';
import { SendingNotes } from './SendingNotes.tsx';
import { useEstimate } from './use-estimate.ts';

/** The last look before anybody pays: which photos, how much, where to, and how. */
export function ExportSheet() {
  // Photos that were taken in are among those to choose from.
  const [included, setIncluded] = useState(0);
  return <Sheet key={included} onIncluded={() => setIncluded((times) => times + 1)} />;
}

function Sheet({ onIncluded }: { readonly onIncluded: () => void }) {
  const { t } = useTranslation();
  const mode = useMode();
  const folder = useLibrary((s) => s.folder);
  const [choices] = useState(() => {
    const { table, order, selection } = useLibrary.getState();
    // The estimate must see settings that were changed a moment ago.
    flushSettings();
    return scopeChoices(table, order, selection.ids);
  });
  const [scope, setScope] = useState<ScopeId>(() => firstScope(choices));
  const [output, setOutput] = useState<string>();
  const [options, setOptions] = useState(() => firstOptions(usePreferences.getState()));
  const [limit, setLimit] = useState('');
  const [starting, setStarting] = useState(false);

  const maxCredits = parseCredits(limit);
  const named = troubleOf(options.name) === undefined;
  const photos = choices.find(({ id }) => id === scope)?.photos;
  const request = useMemo<BatchRequest | undefined>(() => {
    if (folder === undefined || photos === undefined || maxCredits === undefined || !named) return undefined;
    return {
      folder: folder.id,
      photos: scope === 'all' ? [] : photos,
      output,
      export: options,
      maxCredits: maxCredits === 'none' ? undefined : maxCredits,
    };
  }, [folder, photos, scope, output, options, maxCredits, named]);
  const state = useEstimate(request);
  const estimate = state.kind === 'known' ? state.estimate : undefined;
  const sending = useMemo(
    () => sendingOf(useLibrary.getState().table, photos ?? []),
    // The table is changed in place; once there is an estimate, every photo has been looked at.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [photos, estimate],
  );

  const start = async () => {
    if (request === undefined) return;
    setStarting(true);
    const started = accepted(await attempt('batch:start', request));
    setStarting(false);
    if (started === undefined) return;
    void changePreferences({ lastExport: options });
    closeDialog();
  };
  const chooseOutput = async () => {
    if (folder === undefined) return;
    const answer = await attempt('batch:choose-output', folder.id);
    if (answer.done && answer.value !== undefined) setOutput(answer.value);
  };

  const usable = estimate === undefined ? 0 : estimate.photos;
  const { first } = sending;
  // Until the answer is there it is a first batch.
  const numbers = estimate?.numbers ?? { first: 1, highest: photos?.length ?? 1 };
  return (
    <Dialog
      title={t('export.title')}
      onClose={closeDialog}
      wide
      actions={
        <>
          {mode === 'demo' && <span className="dialog-summary">{t('demo.free')}</span>}
          <Button onClick={closeDialog}>{t('common.cancel')}</Button>
          <Button
            look="primary"
            disabled={usable === 0 || starting}
            onClick={() => void start()}
            data-testid="start-batch"
          >
            {confirmText(t, mode, estimate)}
          </Button>
        </>
      }
    >
      {mode === 'demo' && <p className="demo-note">{t('demo.label')}</p>}
      <ScopePicker choices={choices} value={scope} onChange={setScope} />
      {state.kind === 'refused' && (
        <p className="sheet-refusal" role="alert">
          {reasonText(state.reason)}
        </p>
      )}
      <EstimateTable estimate={estimate} waiting={state.kind === 'asking'} mode={mode} />
      <Field label={t('export.output')}>
        {(ids) => (
          <div className="output-row">
            <output {...ids} className="output-path" data-testid="output-path">
              {estimate?.output ?? output ?? t('export.outputUnknown')}
            </output>
            <Button icon={<FolderOpen size={14} aria-hidden />} onClick={() => void chooseOutput()}>
              {t('export.chooseOutput')}
            </Button>
          </div>
        )}
      </Field>
      <OptionsPanel
        options={options}
        example={first && exampleName(options.name, first, numbers, options.format)}
        onChange={setOptions}
      />
      {mode === 'live' && <LimitField value={limit} onChange={setLimit} />}
      <SendingNotes sending={sending} size={options.size}>
        {folder !== undefined && <LinksNote folder={folder} onIncluded={onIncluded} />}
      </SendingNotes>
    </Dialog>
  );
}

/** What whoever opened the sheet had in mind, as far as it can be chosen. */
function firstScope(choices: readonly ScopeChoice[]): ScopeId {
  const { scope } = useExportStart.getState();
  return choices.some(({ id }) => id === scope) && scope !== undefined ? scope : defaultScope(choices);
}

function LimitField({ value, onChange }: { readonly value: string; readonly onChange: (value: string) => void }) {
  const { t } = useTranslation();
  return (
    <Field
      label={t('export.limit')}
      hint={t('export.limitHint')}
      error={parseCredits(value) === undefined ? t('export.limitInvalid') : undefined}
    >
      {(ids) => (
        <input
          {...ids}
          className="limit-input"
          inputMode="numeric"
          autoComplete="off"
          placeholder={t('export.noLimit')}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

function confirmText(
  t: ReturnType<typeof useTranslation>['t'],
  mode: 'live' | 'demo',
  estimate: BatchEstimate | undefined,
): string {
  const { photos, kept, credits } = estimate ?? { photos: 0, kept: 0, credits: 0 };
  if (photos === 0) return t('export.confirmNone');
  if (kept === photos && mode === 'live') return t('export.confirmKept', { count: photos });
  if (mode === 'demo' || credits === 0) return t('export.confirmFree', { count: photos });
  return t('export.confirm', { count: photos, credits });
}
