import type { ErrorCode } from './error-codes.ts';
import type { SubmittedForm } from './form.ts';
import { refusePicture } from './picture-check.ts';
import type { SentPicture } from './picture-check.ts';
import type { RetouchWish } from './types.ts';

/** What a form asks for, or why it can't be had. */
export type Order =
  | { readonly kind: 'order'; readonly async: boolean; readonly picture: SentPicture; readonly wish: RetouchWish }
  | { readonly kind: 'refused'; readonly code: ErrorCode };

const DECIMAL = /^(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

/** Judges a submitted form as strictly as the service does. Unknown fields are ignored. */
export function readOrder(form: SubmittedForm): Order {
  if (form.kind === 'refused') return form;
  const { fields, picture } = form;
  const refused = (code: ErrorCode): Order => ({ kind: 'refused', code });
  const type = fields.get('task_type');
  if (type === undefined || picture === undefined) return refused('MISSING_PARAMETERS');
  if (type !== 'async' && type !== 'sync') return refused('UNSUPPORTED_PARAMETER_VALUES');
  const text = fields.get('beauty_level') ?? '1';
  const level = Number(text);
  if (!DECIMAL.test(text) || level > 1) return refused('ERROR_INVALID_PARAMETER');
  const code = refusePicture(picture);
  if (code !== undefined) return refused(code);
  return {
    kind: 'order',
    async: type === 'async',
    picture,
    wish: { level, multiFace: fields.get('multi_face') === '1' },
  };
}
