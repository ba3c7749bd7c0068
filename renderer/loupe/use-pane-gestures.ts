import { useEffect, useState, type RefObject } from 'react';
import { panLoupe, toggleLoupeZoom, zoomLoupe } from '../state/view.ts';
import type { Point } from './zoom.ts';

/** Zoom per wheel step of 100 units; a touchpad's small steps add up to the same. */
const ZOOM_PER_STEP = 1.25;
/** A press that moves less than this is a click. CSS pixels. */
const CLICK_SLOP = 4;

/** Wheel zooms at the pointer, dragging moves the picture, a click toggles 1:1 there. Returns whether it is being dragged. */
export function usePaneGestures(ref: RefObject<HTMLElement | null>): boolean {
  const [dragging, setDragging] = useState(false);

  useEffect(() => {
    const pane = ref.current;
    if (pane === null) return undefined;
    let press: { readonly start: Point; last: Point; moved: boolean } | undefined;

    const at = (event: MouseEvent): Point => {
      const box = pane.getBoundingClientRect();
      return { x: event.clientX - box.left, y: event.clientY - box.top };
    };
    const wheel = (event: WheelEvent) => {
      event.preventDefault();
      const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 33 : 1;
      zoomLoupe(ZOOM_PER_STEP ** ((-event.deltaY * lines) / 100), at(event));
    };
    const down = (event: PointerEvent) => {
      if (event.button !== 0 || isControl(event.target)) return;
      pane.setPointerCapture(event.pointerId);
      press = { start: at(event), last: at(event), moved: false };
    };
    const move = (event: PointerEvent) => {
      if (press === undefined) return;
      const now = at(event);
      if (!press.moved && Math.hypot(now.x - press.start.x, now.y - press.start.y) < CLICK_SLOP) return;
      if (!press.moved) setDragging(true);
      press.moved = true;
      panLoupe(now.x - press.last.x, now.y - press.last.y);
      press.last = now;
    };
    const up = (event: PointerEvent) => {
      if (press !== undefined && !press.moved && event.type === 'pointerup') toggleLoupeZoom(at(event));
      press = undefined;
      setDragging(false);
    };

    pane.addEventListener('wheel', wheel, { passive: false });
    pane.addEventListener('pointerdown', down);
    pane.addEventListener('pointermove', move);
    pane.addEventListener('pointerup', up);
    pane.addEventListener('pointercancel', up);
    return () => {
      pane.removeEventListener('wheel', wheel);
      pane.removeEventListener('pointerdown', down);
      pane.removeEventListener('pointermove', move);
      pane.removeEventListener('pointerup', up);
      pane.removeEventListener('pointercancel', up);
    };
  }, [ref]);

  return dragging;
}

function isControl(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[role="slider"], button') !== null;
}
