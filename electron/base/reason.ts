/** Why something did not work: `code` for programs and translations, `message` in plain words for the photographer. */
export interface Reason {
  readonly code: string;
  readonly message: string;
}

/** An error that carries a {@link Reason} across a room's border. */
export class ReasonError extends Error {
  readonly reason: Reason;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ReasonError';
    this.reason = { code, message };
  }
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The system's error code (`ENOSPC`, `EACCES`, …) of anything that was thrown, looking through its causes. */
export function systemCode(error: unknown): string | undefined {
  for (let e: unknown = error, depth = 0; e instanceof Error && depth < 8; e = e.cause, depth++) {
    const code = (e as NodeJS.ErrnoException).code;
    if (typeof code === 'string') return code;
  }
  return undefined;
}
