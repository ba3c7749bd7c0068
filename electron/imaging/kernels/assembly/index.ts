/**
 * The transfer's arithmetic as SIMD WebAssembly (AssemblyScript). `test/reference/analyse.ts` and `test/reference/apply.ts` are the readable
 * form of the same formulas; a test holds the two together. Every pixel is one vector: luma,
 * two chroma values and a spare, until the change leaves `findChange` as red, green, blue and 1 - gain.
 */
export { bytesAt, lineAt, maskAt, reserve, tablesAt, tapsAt, tapWeightsAt, workAt } from './memory';
export { take } from './take';
export { controlTaken, findChange, findMask } from './analyse';
export { stretchChange, stretchMask } from './stretch';
export { apply } from './apply';
export { countMoved, firstLumaAt, secondLumaAt, shrinkLuma } from './movement';
