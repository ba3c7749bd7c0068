import { useEffect, useRef, useState, type RefObject } from 'react';
import type { Point } from '../zoom.ts';

/** What a pane does about the pointer. Points are CSS pixels in the pane. */
export interface PaneActions {
  readonly zoom: (factor: number, at: Point) => void;
  readonly pan: (dx: number, dy: number) => void;
  readonly click?: (at: Point) => void;
}

/** Zoom per wheel step of 100 units; a touchpad's small steps add up to the same. */
const ZOOM_PER_STEP = 1.25;
/** A touchpad's pinch arrives as a wheel with Ctrl in much smaller steps: this much per 100 units keeps the picture under the fingers. */
const ZOOM_PER_PINCH = Math.E;
/** A press that moves less than this is a click. CSS pixels. */
const CLICK_SLOP = 4;

/** Wheel and pinch zoom where the pointer is, dragging moves the picture, a click does what the pane says. Returns whether it is being dragged. */
export function usePaneGestures(ref: RefObject<HTMLElement | null>, actions: PaneActions): boolean {
  const [dragging, setDragging] = useState(false);
  const latest = useRef(actions);
  useEffect(() => {
    latest.current = actions;
  });

  useEffect(() => {
    const pane = ref.current;
    if (pane === null) return undefined;
    const fingers = new Map<number, Point>();
    let press: { readonly start: Point; moved: boolean } | undefined;

    const at = (event: MouseEvent): Point => {
      const box = pane.getBoundingClientRect();
      return { x: event.clientX - box.left, y: event.clientY - box.top };
    };
    const wheel = (event: WheelEvent) => {
      event.preventDefault();
      latest.current.zoom(wheelFactor(event), at(event));
    };
    const down = (event: PointerEvent) => {
      if (event.button !== 0 || isControl(event.target)) return;
      pane.setPointerCapture(event.pointerId);
      fingers.set(event.pointerId, at(event));
      // A second finger makes it a pinch, which is never a click.
      press = { start: at(event), moved: fingers.size > 1 };
    };
    const move = (event: PointerEvent) => {
      const before = fingers.get(event.pointerId);
      if (press === undefined || before === undefined) return;
      const now = at(event);
      if (!press.moved && distance(now, press.start) < CLICK_SLOP) return;
      if (!press.moved) setDragging(true);
      press.moved = true;
      const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
      fingers.set(event.pointerId, now);
      if (other === undefined) {
        latest.current.pan(now.x - before.x, now.y - before.y);
        return;
      }
      // Each of two fingers moves the middle between them by half its own way.
      latest.current.pan((now.x - before.x) / 2, (now.y - before.y) / 2);
      const apart = distance(before, other);
      if (apart > 0) latest.current.zoom(distance(now, other) / apart, middle(now, other));
    };
    const up = (event: PointerEvent) => {
      if (!fingers.delete(event.pointerId)) return;
      if (press?.moved === false && event.type === 'pointerup') latest.current.click?.(at(event));
      if (fingers.size > 0) return;
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

/** How much a turn of the wheel, or a touchpad's pinch, zooms. */
export function wheelFactor({
  deltaY,
  deltaMode,
  ctrlKey,
}: Pick<WheelEvent, 'deltaY' | 'deltaMode' | 'ctrlKey'>): number {
  const units = deltaMode === 1 ? deltaY * 33 : deltaY;
  // A mouse wheel with Ctrl turns in whole steps; only a pinch is this fine.
  const base = ctrlKey && Math.abs(units) < 50 ? ZOOM_PER_PINCH : ZOOM_PER_STEP;
  return base ** (-units / 100);
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function middle(a: Point, b: Point): Point {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}

function isControl(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[role="slider"], button') !== null;
}
