import { useEffect, useState, type RefObject } from 'react';

/** Rows per second from which on pictures would be gone before they arrive. */
const FLYING = 25;
const SETTLE_MS = 90;

/** Whether the grid moves too fast for its pictures to be worth asking for. Turns false soon after it slows down. */
export function useFlying(scroller: RefObject<HTMLElement | null>, rowHeight: number): boolean {
  const [flying, setFlying] = useState(false);

  useEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    let top = element.scrollTop;
    let time = performance.now();
    let timer: number | undefined;
    const onScroll = () => {
      const now = performance.now();
      const rows = Math.abs(element.scrollTop - top) / rowHeight;
      const speed = rows / Math.max(0.001, (now - time) / 1000);
      // A single jump (a key, a click into the bar) is not a flight: it is the pace of several events that counts.
      const going = now - time < SETTLE_MS && speed > FLYING;
      top = element.scrollTop;
      time = now;
      clearTimeout(timer);
      timer = setTimeout(() => setFlying(false), SETTLE_MS);
      setFlying(going);
    };
    element.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      element.removeEventListener('scroll', onScroll);
      clearTimeout(timer);
    };
  }, [scroller, rowHeight]);

  return flying;
}
