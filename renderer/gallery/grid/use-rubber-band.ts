import { useEffect, type RefObject } from 'react';
import { changeSelection, useLibrary } from '../../state/library/library.ts';
import type { SelectionAction } from '../../state/library/selection.ts';
import { photosIn, type Band, type GridLayout } from './grid-geometry.ts';

/** A press that moves less than this is a click. CSS pixels. */
const SLACK = 4;
/** Distance from the edge, inside or out, from which on the grid scrolls along. */
const EDGE_ZONE = 36;
/** Fastest pace of that, CSS pixels a second. */
const TOP_SPEED = 2400;

interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * Selecting with a frame that is drawn from the bare ground or from the margin of a cell. Ctrl or Cmd turns photos over, Shift
 * adds. Near the edge the grid scrolls along. Photos are found by geometry, so those out of sight count too.
 */
export function useRubberBand(
  scroller: RefObject<HTMLElement | null>,
  frame: RefObject<HTMLElement | null>,
  layout: GridLayout,
): void {
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    let end: (() => void) | undefined;
    const down = (event: PointerEvent) => {
      if (event.button !== 0 || !startsBand(event.target, element)) return;
      // A press on the scroll bar is the scroll bar's.
      if (event.clientX - element.getBoundingClientRect().left >= element.clientWidth) return;
      end?.();
      end = begin(element, frame, layout, event);
    };
    element.addEventListener('pointerdown', down);
    return () => {
      element.removeEventListener('pointerdown', down);
      end?.();
    };
  }, [scroller, frame, layout]);
}

/** The ground, or a cell beside its picture and words. */
function startsBand(target: EventTarget | null, scroller: HTMLElement): boolean {
  return (
    target instanceof Element && (target === scroller || target.matches('.grid-canvas, .grid-group, .grid-row, .cell'))
  );
}

/** Follows one drag to its end. Returns the function that gives it up. */
function begin(
  scroller: HTMLElement,
  frame: RefObject<HTMLElement | null>,
  layout: GridLayout,
  press: PointerEvent,
): () => void {
  const base = useLibrary.getState().selection.ids;
  const combine = press.shiftKey ? 'add' : press.ctrlKey || press.metaKey ? 'toggle' : 'replace';
  const start = toCanvas(scroller, press);
  let pointer: Point = { x: press.clientX, y: press.clientY };
  let drawing = false;
  let tick = 0;
  let last = performance.now();

  const draw = (now: number) => {
    scroller.scrollTop += pace(scroller, pointer.y) * Math.min(0.05, (now - last) / 1000);
    last = now;
    const band = between(start, toCanvas(scroller, { clientX: pointer.x, clientY: pointer.y }));
    show(frame.current, band);
    select(band, undefined);
    tick = requestAnimationFrame(draw);
  };
  const select = (band: Band, end: 'first' | 'last' | undefined) => {
    const { order } = useLibrary.getState();
    const ids = photosIn(layout, band).flatMap((index) => order[index] ?? []);
    const cursor = end === undefined ? undefined : end === 'last' ? ids.at(-1) : ids[0];
    changeSelection({ kind: 'band', ids, base, combine, cursor } satisfies SelectionAction);
  };
  const move = (event: PointerEvent) => {
    pointer = { x: event.clientX, y: event.clientY };
    if (drawing || Math.hypot(pointer.x - press.clientX, pointer.y - press.clientY) < SLACK) return;
    drawing = true;
    // The click that follows then belongs to the grid and not to the cell below the pointer.
    scroller.setPointerCapture(press.pointerId);
    last = performance.now();
    tick = requestAnimationFrame(draw);
  };
  const stop = () => {
    cancelAnimationFrame(tick);
    show(frame.current, undefined);
    removeEventListener('pointermove', move);
    removeEventListener('pointerup', up);
    removeEventListener('pointercancel', stop);
  };
  const up = () => {
    stop();
    if (!drawing) return;
    const now = toCanvas(scroller, { clientX: pointer.x, clientY: pointer.y });
    select(between(start, now), now.y >= start.y ? 'last' : 'first');
    addEventListener('click', swallow, { capture: true, once: true });
    setTimeout(() => removeEventListener('click', swallow, { capture: true }));
  };
  addEventListener('pointermove', move);
  addEventListener('pointerup', up);
  addEventListener('pointercancel', stop);
  return stop;
}

function swallow(event: Event): void {
  event.stopPropagation();
}

function toCanvas(scroller: HTMLElement, at: { readonly clientX: number; readonly clientY: number }): Point {
  const { left, top } = scroller.getBoundingClientRect();
  return { x: at.clientX - left, y: at.clientY - top + scroller.scrollTop };
}

function between(a: Point, b: Point): Band {
  return { left: Math.min(a.x, b.x), top: Math.min(a.y, b.y), right: Math.max(a.x, b.x), bottom: Math.max(a.y, b.y) };
}

/** Pixels a second: the nearer to the edge, or the further beyond it, the faster. */
function pace(scroller: HTMLElement, y: number): number {
  const { top, bottom } = scroller.getBoundingClientRect();
  const beyond = y < top + EDGE_ZONE ? y - top - EDGE_ZONE : y > bottom - EDGE_ZONE ? y - bottom + EDGE_ZONE : 0;
  return Math.max(-1, Math.min(1, beyond / (3 * EDGE_ZONE))) * TOP_SPEED;
}

function show(frame: HTMLElement | null, band: Band | undefined): void {
  if (frame === null) return;
  frame.hidden = band === undefined;
  if (band === undefined) return;
  frame.style.transform = `translate(${String(band.left)}px, ${String(band.top)}px)`;
  frame.style.width = `${String(band.right - band.left)}px`;
  frame.style.height = `${String(band.bottom - band.top)}px`;
}
