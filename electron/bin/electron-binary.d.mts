/** The `electron` package's folder, with a separator at its end. */
export const electronPackage: string;

/** The path of Electron's executable; undefined where it is not installed. */
export function electronBinary(env?: NodeJS.ProcessEnv, folder?: string): string | undefined;
