import { useEffect, useState } from 'react';

const EVERY_MS = 20_000;

/** The time of day, Unix milliseconds, moving on while something with a deadline is on screen. */
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}
