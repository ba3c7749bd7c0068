import type { FailureKind } from './types.ts';

interface CodeEntry {
  readonly kind: FailureKind;
  readonly message: string;
}

const photo = (message: string): CodeEntry => ({ kind: 'photo', message });
const gone = (message: string): CodeEntry => ({ kind: 'task-gone', message });
const transient = (message: string): CodeEntry => ({ kind: 'transient', message });
const ours = photo(
  'The service did not accept the settings of this photo. That is a fault of Afterglow, not of the photo. Nothing was charged.',
);
const tooLarge = photo(
  'The service found the prepared copy of this photo too large. That is a fault of Afterglow. Nothing was charged.',
);
const trouble = transient('The service had a problem of its own.');
const busy = transient('The service is overloaded at the moment.');
const tooFast: CodeEntry = { kind: 'rate', message: 'The service asks for a slower pace. Afterglow slows down.' };
const wrongKey: CodeEntry = {
  kind: 'key',
  message: 'The service does not know this API key. Check the key in the settings. No photo was lost.',
};

/** What each of the vendor's codes (`error_detail.code`) means for a batch, and what a photographer is told. */
const codes: Readonly<Record<string, CodeEntry>> = {
  ERROR_PARAMETERS: ours,
  MISSING_PARAMETERS: ours,
  ERROR_INVALID_PARAMETER: ours,
  UNSUPPORTED_PARAMETER_VALUES: ours,

  ERROR_USER_NOT_EXISTS: wrongKey,
  ERROR_APPLICATIONS_NOT_EXISTS: wrongKey,
  ERROR_USER_LOCKED: {
    kind: 'locked',
    message: 'The service has locked this account. Its support can unlock it. No photo was lost.',
  },
  ERROR_ILLEGAL_OPERATION: {
    kind: 'locked',
    message: 'This account is not allowed to use Smart Beauty. Ask the support of the service. No photo was lost.',
  },
  ERROR_AI_NOT_EXISTS: {
    kind: 'withdrawn',
    message: 'The service no longer offers Smart Beauty at this address. No photo was lost.',
  },

  ERROR_RESOURCE_NOT_FOUND: gone('The service no longer has this retouch.'),
  ERROR_CONTENT_NOT_FOUND: gone('The service no longer has this retouch.'),
  ERROR_RESOURCE_RECLAIMED: gone(
    'The retouched picture was not fetched within its 24 hours, and the service deleted it.',
  ),
  ERROR_TASK_REVOKED: gone('The service withdrew this retouch.'),
  ERROR_TASK_CONFLICT: gone('The service gave up this retouch because of a conflict on its side.'),
  ERROR_TASK_STOPPED_PROCESSING: gone('The service stopped working on this retouch.'),

  FILE_SIZE_EXCEEDS_LIMIT: tooLarge,
  FILE_RESOLUTION_EXCEEDS_LIMITS: tooLarge,
  ERROR_HIGH_RESOLUTION: tooLarge,
  ERROR_REQUEST_BODY_TOO_LARGE: tooLarge,
  UNSUPPORTED_FILE_TYPES: photo('The service does not take this kind of picture. Nothing was charged.'),
  ERROR_UNSUPPORTED_GRAYSCALE_IMAGE: photo(
    'The service does not take black-and-white pictures without colour channels.',
  ),

  ERROR_NO_FACE_IN_FILE: photo(
    'No face was found in this photo. Side profiles are often not recognised. Nothing was charged.',
  ),
  ERROR_FACE_SIZE_RATIO_NOT_MET: photo(
    'The face is too small or too large in this photo. A different crop may help. Nothing was charged.',
  ),
  ERROR_SMALL_FACE_SIZE: photo('The face is too small in this photo. A tighter crop may help. Nothing was charged.'),
  ERROR_BLURRY_FACE: photo('The face is too blurred to be retouched. Nothing was charged.'),
  ERROR_OBSTRUCTED_FACE: photo('The face is partly covered, so it cannot be retouched. Nothing was charged.'),
  ERROR_POOR_FACE_QUALITY: photo(
    'The face is not clear enough (blurred, dark or covered) to be retouched. Nothing was charged.',
  ),
  ERROR_INCOMPLETE_FACE: photo('The face is cut off at the edge of the photo. Nothing was charged.'),
  ERROR_FACE_NOT_FACING_FORWARD: photo('The face is turned too far away from the camera. Nothing was charged.'),
  ERROR_LOW_RESOLUTION: photo('This photo is too small for the service. Nothing was charged.'),
  FILE_DECODING_FAILURE: photo('The service could not open this picture. Nothing was charged.'),
  ERROR_CONTENT_NON_COMPLIANCE: photo("The service's content check refused this photo. Nothing was charged."),

  ERROR_NOT_ENOUGH_CREDITS: {
    kind: 'credits',
    message: 'The credits are used up. Buy credits at the service, then continue. No photo was lost.',
  },
  EXCEEDING_LIMITS: tooFast,
  ERROR_BATCH_TASK_LIMIT_EXCEEDED: tooFast,

  PROCESSING_FAILURE: trouble,
  UNKNOWN_ERROR: transient('The service reported a problem that it could not name.'),
  SERVICE_INTERNAL_ERROR: trouble,
  AI_SERVICE_ERROR: trouble,
  AI_SERVICE_INTERNAL_ERROR: trouble,
  ERROR_FILE_UPLOAD_FAILED: transient('The service could not store the upload.'),
  AI_SERVICE_FLOW_RESTRICTION: busy,
  ERROR_INSUFFICIENT_RESOURCES: busy,
  AI_SERVICE_TIMEOUT: transient('The service did not finish in its own time limit.'),
  ERROR_GATEWAY: trouble,
};

/** Undefined for a code that is not known: then the HTTP status decides. */
export function entryOfCode(code: string | undefined): CodeEntry | undefined {
  return code !== undefined && Object.hasOwn(codes, code) ? codes[code] : undefined;
}

/** Every code that has a meaning of its own. */
export const knownCodes: readonly string[] = Object.keys(codes);

const byKind: Readonly<Record<FailureKind, string>> = {
  key: wrongKey.message,
  locked: 'The service, or a filter of this network, does not allow the request. No photo was lost.',
  withdrawn: 'The service does not offer Smart Beauty at this address. No photo was lost.',
  credits: 'The service wants to be paid first. Buy credits, then continue. No photo was lost.',
  rate: tooFast.message,
  transient: trouble.message,
  photo: 'The service did not accept this photo. Nothing was charged.',
  'task-gone': 'The service no longer has this retouch.',
};

/** The message where only the HTTP status is known. */
export function messageOfStatus(status: number, kind: FailureKind): string {
  if (status === 407)
    return 'This network wants a sign-in (proxy) before it lets the upload through. No photo was lost.';
  if (status === 511) return 'This network wants you to sign in first.';
  if (status === 413) return tooLarge.message;
  return byKind[kind];
}

export const messages = {
  signIn: 'A web page came back instead of an answer. Perhaps this network wants you to sign in first.',
  unexpected: 'The service answered in a way that Afterglow does not understand.',
  redirect: 'The service pointed to another address, which Afterglow does not follow with your key.',
  missingKey: 'There is no API key yet. Enter it in the settings.',
  unusableKey: 'The API key contains characters that no key has. Copy it again, without spaces or line breaks.',
  /** Completes a sentence on what went wrong after the last of a photo was given away. Where it was then, nobody knows. */
  mayExist:
    'The whole photo had been handed to the network. Whether it reached the service is not known: it may be working on it, and charge for it.',
  taskFailed: 'The service could not retouch this photo. Nothing was charged.',
  noPicture: 'The service says that the picture is done, but not where it is.',
} as const;
