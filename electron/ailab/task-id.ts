/** `task_id` in any of its spellings (`taskId`, `TaskID`, `task-id`). */
export function isTaskId(key: string): boolean {
  return /^task[_-]?id$/i.test(key);
}

const DEEPEST = 32;
const LONGEST_ID = 512;
/** Longer texts are pictures, not words. */
const LONGEST_WORDS = 100_000;
/** `task_id=…` in running words, or in JSON that broke off. A quoted id counts only with its second quote. */
const IN_WORDS =
  /task[_-]?id(?:\\?["'])?\s*[:=]\s*(?:\\?(?<quote>["'])(?<quoted>[\w.-]{4,512})\\?\k<quote>|(?<bare>[\w.-]{4,512}))/i;

/**
 * The task's id, wherever in an answer it stands: at the top, under `data`, in `error_detail`, in a list, or in words. An
 * answer that names a task is never a no. Empty, `0` and `null` mean that there is none.
 */
export function readTaskId(value: unknown): string | undefined {
  return search(value, 0);
}

/** The same of any body: JSON, a page, or JSON that broke off. */
export function taskIdOf(
  body:
    | { readonly kind: 'json'; readonly value: unknown }
    | { readonly kind: 'page' | 'other'; readonly text?: string }
    | undefined,
): string | undefined {
  if (body === undefined) return undefined;
  return body.kind === 'json' ? readTaskId(body.value) : inWords(body.text ?? '');
}

function search(value: unknown, depth: number): string | undefined {
  if (typeof value === 'string') return inWords(value);
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return undefined;
  const entries = Object.entries(value);
  for (const [key, inner] of entries) {
    const id = isTaskId(key) ? usable(inner) : undefined;
    if (id !== undefined) return id;
  }
  for (const [, inner] of entries) {
    const id = search(inner, depth + 1);
    if (id !== undefined) return id;
  }
  return undefined;
}

function usable(value: unknown): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const id = String(value).trim();
  return id === '' || id === '0' || id === 'null' || id.length > LONGEST_ID ? undefined : id;
}

/** Words such as "task_id: required" name no task: an id has a digit in it. */
function inWords(words: string): string | undefined {
  if (words.length > LONGEST_WORDS) return undefined;
  const groups = IN_WORDS.exec(words)?.groups;
  const id = groups?.['quoted'] ?? groups?.['bare'];
  return id !== undefined && /\d/.test(id) ? usable(id) : undefined;
}
