/** Makes the compiler prove that every case of a union was handled; throws if one slipped through at run time. */
export function assertNever(value: never): never {
  throw new Error(`unhandled case: ${JSON.stringify(value)}`);
}
