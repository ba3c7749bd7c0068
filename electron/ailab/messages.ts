import type { FailureKind } from './types.ts';

interface CodeEntry {
  readonly kind: FailureKind;
  readonly message: string;
  /** About the picture that was sent (the 422 and 415 families), not about the request: final wherever it is said. */
  readonly picture?: true;
}

const photo = (message: string): CodeEntry => ({ kind: 'photo', message, picture: true });
const request = (message: string): CodeEntry => ({ kind: 'photo', message });
const gone = (message: string): CodeEntry => ({ kind: 'task-gone', message });
const transient = (message: string): CodeEntry => ({ kind: 'transient', message });
const ours = request(
  'The service did not accept the settings of this photo. That is a fault of Afterglow, not of the photo. Nothing was charged.',
);
const tooLarge = request(
  'The service found the prepared copy of this photo too large. That is a fault of Afterglow. Nothing was charged.',
);
const trouble = transient('The service had a problem of its own.');
const busy = transient('The service is overloaded at the moment.');
const tooFast: CodeEntry = { kind: 'rate', message: 'The service asks for a slower pace. Afterglow slows down.' };
const wrongKey: CodeEntry = {
  kind: 'key',
  message: 'The service does not know this API key. Check the key in the settings. No photo was lost.',
};
const supplier: CodeEntry = {
  kind: 'withdrawn',
  message:
    'The part of the service that retouches the photos is out of order at the moment. Go on later, or ask its support. No photo was lost.',
};
const noFace = photo('No face was found in this photo. Side profiles are often not recognised. Nothing was charged.');
const content = photo("The service's content check refused this photo. Nothing was charged.");
const faceSize = photo(
  'The face is too small or too large in this photo. A different crop may help. Nothing was charged.',
);

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

  ERROR_NO_FACE_IN_FILE: noFace,
  ERROR_NO_RECOGNITION_TARGET_DETECTED: noFace,
  ERROR_FACE_SIZE_RATIO_NOT_MET: faceSize,
  ERROR_FACE_SIZE_NOT_MEET_REQUIREMENTS: faceSize,
  ERROR_FACE_COUNT_INVALID: photo(
    'The service found too many faces in this photo, or none that it can use. A tighter crop may help. Nothing was charged.',
  ),
  ERROR_POOR_FACE_LIGHTING: photo(
    'The light on the face is too dark, too bright or too uneven to be retouched. Nothing was charged.',
  ),
  ERROR_FACE_UNRECOGNIZABLE: photo('The service could not make out the face in this photo. Nothing was charged.'),
  ERROR_IMAGE_RECOGNITION_FAILED: photo('The service could not make sense of this picture. Nothing was charged.'),
  ERROR_QUALITY_SCORE_NOT_MEET_REQUIREMENTS: photo(
    'The quality of this photo is too low for the service. Nothing was charged.',
  ),
  ERROR_CARTOON_FACE_NOT_SUPPORTED: photo('The service retouches no drawn faces. Nothing was charged.'),
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
  ERROR_CONTENT_NON_COMPLIANCE: content,
  FILE_CONTENT_NON_COMPLIANCE: content,

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
  ERROR_RESPONSE_BODY_TOO_LARGE: transient('The picture became too large for the service to send it.'),
  AI_SERVICE_UNAUTHORIZED: supplier,
  AI_SERVICE_NOT_FOUND: supplier,
};

const COVERED: Readonly<Record<string, CodeEntry>> = {
  EYE: photo('The eyes are partly covered, so the face cannot be retouched. Nothing was charged.'),
  CHIN: photo('The chin is partly covered, so the face cannot be retouched. Nothing was charged.'),
  NOSE: photo('The nose is partly covered, so the face cannot be retouched. Nothing was charged.'),
  MOUTH: photo('The mouth is partly covered, so the face cannot be retouched. Nothing was charged.'),
};

/** The codes about a covered part of a face are spelt in many ways (left eye, eyes …): all of them name the part. */
function coveredPart(code: string): CodeEntry | undefined {
  const part = /OCCLU|OBSTRUCT|COVER|BLOCK/.test(code) ? /EYE|CHIN|NOSE|MOUTH/.exec(code)?.[0] : undefined;
  return part === undefined ? undefined : COVERED[part];
}

/** Undefined for a code that is not known: then the HTTP status decides. */
export function entryOfCode(code: string | undefined): CodeEntry | undefined {
  if (code === undefined) return undefined;
  return Object.hasOwn(codes, code) ? codes[code] : coveredPart(code);
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
  /** Of a task that exists all the same. */
  taskInError: 'The service reported an error, and a task for this photo with it.',
  questionRefused: 'The service did not accept the question about this photo.',
  taskFailed: 'The service could not retouch this photo.',
  noPicture: 'The service says that the picture is done, but not where it is.',
} as const;
