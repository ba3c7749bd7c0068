import { randomBytes, randomInt } from 'node:crypto';
import { ERROR_CODES } from './error-codes.ts';
import type { ErrorCode } from './error-codes.ts';
import type { AnswerStyle } from './types.ts';

/** An answer of the API before it is written: HTTP status and the JSON body. */
export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

const DEMO_SENTENCE = 'Demo service: this is not AILabTools, and nothing costs anything.';

/** A success with the given fields besides the public ones of every answer. */
export function success(style: AnswerStyle, fields: Readonly<Record<string, unknown>>): Answer {
  return { status: 200, body: { ...publicFields(style, 200, '', ''), ...fields } };
}

/** The answer to an accepted submit: `task_id` where this generation of the service puts it. */
export function accepted(style: AnswerStyle, taskId: string): Answer {
  const place = style === 'sdk' ? { data: { task_id: taskId } } : { task_id: taskId };
  return success(style, { task_type: 'async', ...place });
}

/** The vendor's error envelope. */
export function refusal(style: AnswerStyle, code: ErrorCode, headers: Readonly<Record<string, string>> = {}): Answer {
  const [status, text] = ERROR_CODES[code];
  return { status, headers, body: publicFields(style, status, code, text) };
}

function publicFields(style: AnswerStyle, status: number, code: string, text: string) {
  const ids = { request_id: randomBytes(16).toString('hex').toUpperCase(), log_id: String(randomInt(1e12, 1e13)) };
  const detail = { code, code_message: text, message: DEMO_SENTENCE };
  if (style === 'new') return { ...ids, error_detail: detail };
  return {
    ...ids,
    error_code: status === 200 ? 0 : status,
    error_msg: text,
    error_detail: { status_code: status, ...detail },
  };
}
