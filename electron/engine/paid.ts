import type { FilePort, JobStore } from '../queue/index.ts';

/** The key of a photo with some settings, the same for copies of it, and whether a result is kept for it. Reads the whole file. */
export async function findPaid(
  store: JobStore,
  files: FilePort,
  key: (picture: string) => string,
  path: string,
  signal: AbortSignal,
): Promise<{ readonly key: string; readonly kept: boolean }> {
  const { picture, sha256 } = await files.fingerprint(path, signal);
  // Results of earlier versions are kept under the hash of all bytes.
  const kept = [picture, sha256].some((each) => store.result(key(each)) !== undefined);
  return { key: key(picture), kept };
}
