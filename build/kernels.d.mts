/** The compiled kernels. Throws with the compiler's own words if they don't compile. */
export function compileKernels(): Promise<Uint8Array>;
