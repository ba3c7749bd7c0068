const collator = new Intl.Collator('en', { numeric: true });

/**
 * Orders relative paths as a photographer reads them: folder by folder, `IMG_9` before `IMG_10`. Total: names that read
 * the same (the same letters composed differently) are told apart by their code units, so that the order never wavers.
 */
export function byReadingOrder(a: string, b: string): number {
  if (!a.includes('/') && !b.includes('/')) return collator.compare(a, b) || byCodeUnits(a, b);
  const left = a.split('/');
  const right = b.split('/');
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const order = collator.compare(left[i] ?? '', right[i] ?? '');
    if (order !== 0) return order;
  }
  if (left.length !== right.length) return left.length - right.length;
  return byCodeUnits(a, b);
}

function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
