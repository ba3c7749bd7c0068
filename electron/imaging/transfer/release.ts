/** Smaller buffers may share their memory with others, and are not worth it. */
const WORTH_RELEASING = 256 * 1024;

/**
 * Gives a large picture's memory back now. The garbage collector sees only a small object and would leave hundreds of
 * megabytes lying about while the next step needs as many. The array is empty afterwards: nothing may use it any more.
 */
export function release(data: Uint8Array | Uint16Array | Float32Array): void {
  const { buffer } = data;
  if (!(buffer instanceof ArrayBuffer) || buffer.detached) return;
  if (buffer.byteLength === data.byteLength && data.byteLength >= WORTH_RELEASING) buffer.transfer(0);
}
