import { useTranslation } from 'react-i18next';
import { Toggle } from '../components/Toggle.tsx';
import { useMode } from '../state/app.ts';
import { setMode } from '../state/commands.ts';

/** Demo or the paid service. Always says which of the two retouches. */
export function ModeSwitch() {
  const { t } = useTranslation();
  const demo = useMode() === 'demo';
  return (
    <Toggle
      label={t('demo.switch')}
      checked={demo}
      hint={demo ? t('demo.label') : t('demo.off')}
      onChange={(on) => void setMode(on ? 'demo' : 'live')}
    />
  );
}
