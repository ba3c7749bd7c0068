import { parentPort } from 'node:worker_threads';
import { messageOf } from './base/reason.ts';
import type { RetouchMessage, RetouchReply } from './demo/retouch-messages.ts';
import { retouchPixels } from './demo/retouch-pixels.ts';
import { decodeRgb, encodeRgb } from './imaging/codec.ts';

/*
 * Entry point of the demo service's worker thread: decode, retouch, encode, away from the main thread.
 * The codec belongs to the imaging room and the retouch to the demo room; they meet here.
 */

/** The service takes at most 4095 pixels a side. */
const MAX_PIXELS = 4095 * 4095;

type Job = RetouchMessage & { readonly kind: 'retouch' };

async function retouch({ id, bytes, wish, format }: Job): Promise<RetouchReply> {
  const failed = (code: 'FILE_DECODING_FAILURE' | 'PROCESSING_FAILURE', error: unknown): RetouchReply => {
    return { kind: 'failed', id, code, message: messageOf(error) };
  };
  let image;
  try {
    image = await decodeRgb(bytes, { maxPixels: MAX_PIXELS });
  } catch (error) {
    return failed('FILE_DECODING_FAILURE', error);
  }
  try {
    const { rgb, faces } = retouchPixels(image.rgb, image.width, image.height, wish);
    const encoded = await encodeRgb(
      { ...image, rgb },
      format.format === 'png' ? format : { format: 'jpeg', quality: format.quality, chroma: '4:2:0' },
    );
    // A copy of its own memory: the encoder's may be part of a pool, which can't be handed over.
    return { kind: 'retouched', id, bytes: new Uint8Array(encoded), contentType: `image/${format.format}`, faces };
  } catch (error) {
    return failed('PROCESSING_FAILURE', error);
  }
}

const port = parentPort;
if (port === null) throw new Error('this file runs as a worker thread');
port.on('message', (message: RetouchMessage) => {
  if (message.kind === 'stop') return port.close();
  void retouch(message).then((reply) => {
    port.postMessage(reply, reply.kind === 'retouched' ? [reply.bytes.buffer] : []);
  });
});
