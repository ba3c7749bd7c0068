import { parentPort } from 'node:worker_threads';

/** A retouch thread for tests: dies of a picture that begins with 1, never answers one that begins with 2, sends any other back. */
parentPort!.on('message', (message: { kind: string; id: number; bytes: Uint8Array<ArrayBuffer> }) => {
  if (message.kind === 'stop') return parentPort!.close();
  if (message.bytes[0] === 1) throw new Error('out of memory');
  if (message.bytes[0] === 2) return;
  parentPort!.postMessage({ ...message, kind: 'retouched', contentType: 'image/png', faces: 1 });
});
