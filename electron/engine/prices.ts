/** Dollars for one credit, in the largest and the smallest package of the vendor's list. */
export const PRICES = { low: 2_500 / 1_000_000, high: 6 / 2_000 } as const;
