import { ClipboardPaste, Copy, Film } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { PhotoId } from '../../electron/contract/index.ts';
import { Button, IconButton } from '../components/Button.tsx';
import { Toggle } from '../components/Toggle.tsx';
import { configure, copySettings, pasteSettings, startStrip } from '../state/commands.ts';
import { levelToShown, shownToLevel } from '../text/format.ts';
import type { SettingsMix } from '../state/edits/settings-mix.ts';
import { keyLabel } from '../shortcuts/key-label.ts';
import { LevelControl } from './LevelControl.tsx';

/** Levels on the shown scale, 0 to 100. */
const presets = [
  { id: 'natural', shown: 30 },
  { id: 'studio', shown: 50 },
  { id: 'strong', shown: 80 },
] as const;

interface SettingsPanelProps {
  readonly photos: readonly PhotoId[];
  readonly mix: SettingsMix;
  /** Name of the photo under the cursor. */
  readonly name?: string;
}

export function SettingsPanel({ photos, mix, name }: SettingsPanelProps) {
  const { t } = useTranslation();
  const none = mix.count === 0;
  return (
    <section className="panel" aria-label={t('inspector.settings')}>
      <header className="panel-header">
        <h2>{t('inspector.settings')}</h2>
        <IconButton
          label={t('inspector.copy')}
          keys={keyLabel('Mod+Shift+C')}
          icon={<Copy size={14} aria-hidden />}
          disabled={none}
          onClick={copySettings}
        />
        <IconButton
          label={t('inspector.paste')}
          keys={keyLabel('Mod+Shift+V')}
          icon={<ClipboardPaste size={14} aria-hidden />}
          disabled={none}
          onClick={pasteSettings}
        />
      </header>
      <p className="panel-subject" data-testid="inspector-subject">
        {mix.count > 1 ? t('inspector.several', { count: mix.count }) : (name ?? t('inspector.none'))}
      </p>
      <LevelControl
        // A new subject starts with a fresh number field.
        key={photos[0] ?? 'none'}
        level={mix.level}
        disabled={none}
        onChange={(level) => configure(photos, { level })}
      />
      <div className="presets" role="group" aria-label={t('inspector.presets')}>
        {presets.map(({ id, shown }) => (
          <button
            key={id}
            type="button"
            className="preset"
            disabled={none}
            aria-pressed={mix.level !== undefined && levelToShown(mix.level) === shown}
            onClick={() => configure(photos, { level: shownToLevel(shown) })}
          >
            <span>{t(`preset.${id}`)}</span>
            <span className="preset-level">{shown}</span>
          </button>
        ))}
      </div>
      <Toggle
        label={t('inspector.multiFace')}
        checked={mix.multiFace ?? false}
        disabled={none}
        hint={
          mix.multiFace === undefined && !none
            ? t('inspector.multiFaceMixed')
            : mix.multiFace
              ? t('inspector.multiFaceOn')
              : t('inspector.multiFaceOff')
        }
        onChange={(multiFace) => configure(photos, { multiFace })}
      />
      <Button icon={<Film size={14} aria-hidden />} disabled={none} data-tip={t('strip.tip')} onClick={startStrip}>
        {t('strip.action')}
      </Button>
    </section>
  );
}
