import { useEffect, useRef } from 'react';

const DELAY_MS = 450;
const DISTANCE = 8;

/**
 * Tips for everything that carries `data-tip`: one element and a few listeners for the whole window, however many
 * thousand cells there are. Tips repeat what names and labels already tell a screen reader, so they are hidden from it.
 */
export function TipLayer() {
  const ref = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const tip = ref.current;
    if (tip === null) return undefined;
    let timer: number | undefined;
    let owner: Element | undefined;

    const hide = () => {
      clearTimeout(timer);
      owner = undefined;
      if (tip.matches(':popover-open')) tip.hidePopover();
    };
    const show = (target: HTMLElement) => {
      const text = target.dataset['tip'];
      if (text === undefined || text === '' || !target.isConnected) return;
      tip.textContent = text;
      tip.showPopover();
      place(tip, target.getBoundingClientRect());
    };
    const enter = (event: Event) => {
      const target = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-tip]') : null;
      if (target === owner) return;
      hide();
      if (target === null) return;
      if (event.type === 'focusin' && !target.matches(':focus-visible')) return;
      owner = target;
      timer = setTimeout(() => show(target), DELAY_MS);
    };
    const key = (event: KeyboardEvent) => {
      if (event.key === 'Escape') hide();
    };

    document.addEventListener('pointerover', enter);
    document.addEventListener('focusin', enter);
    document.addEventListener('focusout', hide);
    document.addEventListener('pointerdown', hide);
    document.addEventListener('wheel', hide, { passive: true });
    document.addEventListener('keydown', key);
    return () => {
      hide();
      document.removeEventListener('pointerover', enter);
      document.removeEventListener('focusin', enter);
      document.removeEventListener('focusout', hide);
      document.removeEventListener('pointerdown', hide);
      document.removeEventListener('wheel', hide);
      document.removeEventListener('keydown', key);
    };
  }, []);

  return <div ref={ref} popover="manual" className="tip" aria-hidden />;
}

/** Below its owner, above where there is no room, and always inside the window. */
function place(tip: HTMLElement, owner: DOMRect): void {
  const { width, height } = tip.getBoundingClientRect();
  const below = owner.bottom + DISTANCE;
  const top = below + height > innerHeight ? owner.top - height - DISTANCE : below;
  const left = owner.left + owner.width / 2 - width / 2;
  tip.style.top = `${String(Math.max(4, top))}px`;
  tip.style.left = `${String(Math.min(Math.max(4, left), innerWidth - width - 4))}px`;
}
