/** When the day of a moment began, and when the next one begins, by this computer's clock and time zone. Unix milliseconds. */
export function dayOf(now: number): { readonly start: number; readonly end: number } {
  const at = new Date(now);
  const midnight = (days: number): number => new Date(at.getFullYear(), at.getMonth(), at.getDate() + days).getTime();
  return { start: midnight(0), end: midnight(1) };
}
