import type { ResultFormat, RetouchWish } from './types.ts';

/** To the worker: retouch this encoded picture. `stop` asks it to leave when it is idle. */
export type RetouchMessage =
  | {
      readonly kind: 'retouch';
      readonly id: number;
      readonly bytes: Uint8Array<ArrayBuffer>;
      readonly wish: RetouchWish;
      readonly format: ResultFormat;
    }
  | { readonly kind: 'stop' };

/** From the worker. `code` is one of the service's error codes. */
export type RetouchReply =
  | {
      readonly kind: 'retouched';
      readonly id: number;
      readonly bytes: Uint8Array<ArrayBuffer>;
      readonly contentType: string;
      readonly faces: number;
    }
  | {
      readonly kind: 'failed';
      readonly id: number;
      readonly code: 'FILE_DECODING_FAILURE' | 'PROCESSING_FAILURE';
      readonly message: string;
    };
