import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';

/** Signatures of the formats that are exported, by extension. */
const SIGNATURES: readonly { readonly extensions: readonly string[]; readonly head: RegExp }[] = [
  { extensions: ['.jpg', '.jpeg', '.jpe', '.jfif', '.mpo'], head: /^\xff\xd8\xff/ },
  { extensions: ['.png', '.apng'], head: /^\x89PNG\r\n\x1a\n/ },
  { extensions: ['.tif', '.tiff'], head: /^(?:II[*+]\0|MM\0[*+])/ },
  { extensions: ['.webp'], head: /^RIFF[^]{4}WEBP/ },
];

/**
 * Whether the file that was just written is all there, as the file system tells it: its size is what the writer counted and
 * its first bytes fit its extension. (A drive that lost bytes shows here; that it decodes is the writer's to check.)
 */
export async function isComplete(path: string, bytes: number, extension: string): Promise<boolean> {
  const status = await stat(path);
  if (!status.isFile() || status.size !== bytes || bytes === 0) return false;
  const signature = SIGNATURES.find(({ extensions }) => extensions.includes(extension.toLowerCase()));
  if (signature === undefined) return true;
  const handle = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(16), 0, 16, 0);
    return signature.head.test(buffer.toString('latin1', 0, bytesRead));
  } finally {
    await handle.close();
  }
}

/** Whether two files hold the same bytes. */
export async function sameBytes(a: string, b: string, signal: AbortSignal): Promise<boolean> {
  const [left, right] = await Promise.all([stat(a), stat(b)]);
  if (!left.isFile() || !right.isFile() || left.size !== right.size) return false;
  const highWaterMark = 1 << 20;
  const other = await open(b, 'r');
  try {
    let position = 0;
    for await (const chunk of createReadStream(a, { highWaterMark, signal }) as AsyncIterable<Buffer>) {
      const { buffer, bytesRead } = await other.read(Buffer.alloc(chunk.length), 0, chunk.length, position);
      if (!chunk.equals(buffer.subarray(0, bytesRead))) return false;
      position += chunk.length;
    }
    return true;
  } finally {
    await other.close();
  }
}

/**
 * Whether the file at a reserved name is what the interrupted export left: the same bytes as the result made anew, or the
 * empty file that holds the name on drives without links. Replacing it then loses nothing.
 */
export async function isOurs(output: string, temporary: string, signal: AbortSignal): Promise<boolean> {
  return (await stat(output)).size === 0 || (await sameBytes(output, temporary, signal));
}
