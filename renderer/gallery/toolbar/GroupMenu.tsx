import { Check, Folders } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../text/format.ts';
import { foldGroup, setGrouped, useLibrary } from '../../state/library/library.ts';
import { useGroupName } from '../grid/GroupHeading.tsx';

/** The subfolders: grouped or not, and which ones are folded up. Only where there are any. */
export function GroupMenu() {
  const { t, i18n } = useTranslation();
  const nameOf = useGroupName();
  const grouped = useLibrary((s) => s.grouped);
  const groups = useLibrary((s) => s.groups);
  const offered = useLibrary((s) => s.table.hasSubfolders);
  if (!offered) return null;
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="icon-button" aria-label={t('group.menu')} data-tip={t('group.menu')}>
        <Folders size={15} aria-hidden />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu group-menu" align="end" sideOffset={4}>
          <Choice checked={grouped} onChange={setGrouped} text={t('group.on')} />
          {groups.length > 0 && <DropdownMenu.Separator className="menu-line" />}
          {groups.length > 0 && <DropdownMenu.Label className="menu-label">{t('group.shown')}</DropdownMenu.Label>}
          {groups.map(({ path, count, collapsed }) => (
            <Choice
              key={path}
              checked={!collapsed}
              onChange={() => foldGroup(path)}
              text={nameOf(path)}
              aside={formatNumber(count, i18n.language)}
            />
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

interface ChoiceProps {
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly text: string;
  readonly aside?: string;
}

function Choice({ checked, onChange, text, aside }: ChoiceProps) {
  return (
    <DropdownMenu.CheckboxItem
      className="menu-item menu-choice"
      checked={checked}
      onCheckedChange={onChange}
      // Several are often folded one after the other.
      onSelect={(event) => event.preventDefault()}
    >
      <span className="menu-check">{checked && <Check size={13} aria-hidden />}</span>
      <span className="menu-text">{text}</span>
      {aside !== undefined && <span className="filter-count">{aside}</span>}
    </DropdownMenu.CheckboxItem>
  );
}
