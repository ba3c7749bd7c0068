import { X } from 'lucide-react';
import { useEffect, useId, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from './Button.tsx';
import { enterHost } from './dialog-host.ts';

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** Buttons at the bottom, the primary one last. */
  readonly actions?: ReactNode;
  readonly wide?: boolean;
  /** Nothing in it can be focused: its body takes the focus itself, so that the keyboard scrolls it at once. */
  readonly reading?: boolean;
  /** Takes the whole window but a margin. */
  readonly full?: boolean;
}

/**
 * A modal dialog on the browser's own `<dialog>`: focus stays inside, Escape closes, the rest of the window is inert.
 * (Radix's modal dialogs put a <style> element into the page, which the content security policy forbids.)
 */
export function Dialog({
  title,
  onClose,
  children,
  actions,
  wide = false,
  reading = false,
  full = false,
}: DialogProps) {
  const { t } = useTranslation();
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();

  useEffect(() => {
    const dialog = ref.current;
    if (dialog === null) return undefined;
    const opener = document.activeElement;
    dialog.showModal();
    // Left to itself the browser would begin at the close button.
    (dialog.querySelector<HTMLElement>('[data-first-focus]') ?? dialog).focus();
    const leave = enterHost(dialog);
    return () => {
      leave();
      dialog.close();
      if (opener instanceof HTMLElement) opener.focus();
    };
  }, []);

  return (
    <dialog
      ref={ref}
      tabIndex={-1}
      aria-labelledby={titleId}
      className={full ? 'dialog dialog-full' : wide ? 'dialog dialog-wide' : 'dialog'}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      // Chromium lets a second Escape close a dialog whose `cancel` was prevented.
      onClose={(event) => {
        if (event.target === ref.current && !ref.current.open) onClose();
      }}
    >
      <header className="dialog-header">
        <h2 id={titleId}>{title}</h2>
        <IconButton label={t('common.close')} icon={<X size={16} aria-hidden />} onClick={onClose} />
      </header>
      <div
        className="dialog-body"
        {...(reading && { tabIndex: 0, role: 'region', 'aria-labelledby': titleId, 'data-first-focus': true })}
      >
        {children}
      </div>
      {actions !== undefined && <footer className="dialog-actions">{actions}</footer>}
    </dialog>
  );
}
