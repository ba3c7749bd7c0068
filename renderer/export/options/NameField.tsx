import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Field } from '../../components/Field.tsx';
import { tellsApart, tokens, troubleOf, type NamingTrouble } from './naming.ts';

interface NameFieldProps {
  readonly template: string;
  /** What the first photo will be called; undefined where there is none. */
  readonly example: string | undefined;
  readonly onChange: (template: string) => void;
}

/** How the results are called, with what it comes to. */
export function NameField({ template, example, onChange }: NameFieldProps) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const trouble = troubleOf(template);
  const insert = (token: string) => {
    const field = input.current;
    const from = field?.selectionStart ?? template.length;
    const to = field?.selectionEnd ?? template.length;
    onChange(`${template.slice(0, from)}{${token}}${template.slice(to)}`);
    field?.focus();
  };
  return (
    <div className="name-field">
      <Field
        label={t('naming.label')}
        error={trouble && troubleText(trouble, t)}
        hint={<Example name={example} alike={!tellsApart(template)} />}
      >
        {(ids) => (
          <input
            {...ids}
            ref={input}
            spellCheck={false}
            autoComplete="off"
            value={template}
            onChange={(event) => onChange(event.target.value)}
          />
        )}
      </Field>
      <div className="name-tokens" role="group" aria-label={t('naming.insert')}>
        {tokens.map((token) => (
          <button
            key={token}
            type="button"
            className="name-token"
            data-tip={t(`naming.token.${token}`)}
            aria-label={t(`naming.token.${token}`)}
            onClick={() => insert(token)}
          >
            {`{${token}}`}
          </button>
        ))}
      </div>
    </div>
  );
}

/** What the names come to, and what becomes of those that are alike. */
function Example({ name, alike }: { readonly name: string | undefined; readonly alike: boolean }) {
  const { t } = useTranslation();
  return (
    <>
      <span data-testid="name-example">{t('naming.example', { name: name ?? '–' })}</span>
      {alike && <span className="name-warning"> {t('naming.alike')}</span>}
    </>
  );
}

function troubleText(trouble: NamingTrouble, t: ReturnType<typeof useTranslation>['t']): string {
  switch (trouble.kind) {
    case 'empty':
      return t('naming.empty');
    case 'bracket':
      return t('naming.bracket');
    case 'unknown':
      return t('naming.unknown', { token: `{${trouble.token}}` });
  }
}
