import { useTranslation } from 'react-i18next';
import { Dialog } from '../components/Dialog.tsx';
import { closeDialog } from '../state/view.ts';
import { keyLabel } from './key-label.ts';
import { shortcuts, type Scope } from './shortcuts.ts';
import './shortcuts.css';

/** In an order that fills two columns about evenly. */
const sections: readonly { readonly id: 'anywhere' | 'photos' | 'loupe'; readonly scopes: readonly Scope[] }[] = [
  { id: 'anywhere', scopes: ['anywhere'] },
  { id: 'loupe', scopes: ['loupe'] },
  { id: 'photos', scopes: ['photos', 'grid'] },
];

const arrowKeys = [
  { id: 'arrows', keys: '← → ↑ ↓' },
  { id: 'ends', keys: 'Home / End' },
  { id: 'pages', keys: 'Page Up / Page Down' },
  { id: 'extend', keys: 'Shift+← →' },
  { id: 'flags', keys: 'P / X / U' },
  { id: 'stars', keys: '0 – 5' },
  { id: 'advance', keys: 'Shift / Caps Lock' },
] as const;

/** Within the queue's list. */
const queueKeys = [
  { id: 'queueUpDown', keys: 'Alt+↑ ↓' },
  { id: 'queueEnds', keys: 'Alt+Home / End' },
] as const;

export function ShortcutSheet() {
  const { t } = useTranslation();
  return (
    <Dialog title={t('shortcuts.title')} onClose={closeDialog} wide reading>
      <div className="shortcut-columns">
        {sections.map(({ id, scopes }) => (
          <section key={id} aria-label={t(`shortcuts.scope.${id}`)}>
            <h3>{t(`shortcuts.scope.${id}`)}</h3>
            <dl className="shortcut-list">
              {id === 'photos' &&
                arrowKeys.map((each) => <Row key={each.id} keys={each.keys} text={t(`shortcuts.${each.id}`)} />)}
              {id === 'anywhere' &&
                queueKeys.map((each) => <Row key={each.id} keys={each.keys} text={t(`shortcuts.${each.id}`)} />)}
              {shortcuts
                .filter(({ scope }) => scopes.includes(scope))
                .map(({ command, keys }) => (
                  <Row key={command} keys={keyLabel(keys)} text={t(`shortcuts.command.${command}`)} />
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}

function Row({ keys, text }: { readonly keys: string; readonly text: string }) {
  return (
    <div>
      <dt>
        <kbd>{keys}</kbd>
      </dt>
      <dd>{text}</dd>
    </div>
  );
}
