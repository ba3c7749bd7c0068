import { availableParallelism } from 'node:os';

/** What a helper process may know of the environment: where things are, the language, the screen and the session. Upper case. */
const ALLOWED = new Set([
  // Where programs, libraries and temporary files are.
  'PATH', 'PATHEXT', 'HOME', 'TMPDIR', 'TMP', 'TEMP', 'PWD', 'SHELL', 'USER', 'LOGNAME', 'LD_LIBRARY_PATH',
  'SYSTEMROOT', 'SYSTEMDRIVE', 'WINDIR', 'COMSPEC', 'USERPROFILE', 'USERNAME', 'HOMEDRIVE', 'HOMEPATH',
  'APPDATA', 'LOCALAPPDATA', 'PROGRAMDATA', 'PROGRAMFILES', 'PROGRAMFILES(X86)',
  'NUMBER_OF_PROCESSORS', 'PROCESSOR_ARCHITECTURE', '__CF_USER_TEXT_ENCODING',
  // Language and time.
  'LANG', 'LANGUAGE', 'LC_ALL', 'LC_CTYPE', 'LC_NUMERIC', 'LC_TIME', 'LC_COLLATE', 'LC_MESSAGES', 'TZ',
  // Screen and session, for Electron's own start.
  'DISPLAY', 'WAYLAND_DISPLAY', 'XAUTHORITY', 'XDG_RUNTIME_DIR', 'XDG_SESSION_TYPE', 'XDG_CURRENT_DESKTOP',
  'XDG_CONFIG_HOME', 'XDG_CACHE_HOME', 'XDG_DATA_HOME', 'DBUS_SESSION_BUS_ADDRESS', 'CHROME_DEVEL_SANDBOX', 'APPDIR',
  // Node's own cache of compiled sources.
  'NODE_COMPILE_CACHE',
]); // prettier-ignore

/** Pictures worked on at once: as many as there are cores, within what memory bears. */
export function imagingSlots(): number {
  return Math.min(8, Math.max(1, availableParallelism()));
}

/**
 * The environment that a helper process or thread is started with, by the app and the command line alike: an allow-list, since helpers
 * read hostile files and need no secret of this one's (the API key, a proxy's password, whatever a shell holds).
 */
export function childEnvironment(env: NodeJS.ProcessEnv = process.env): Record<string, string> {
  // Windows knows no case in these names, elsewhere they are written in upper case.
  const kept = Object.entries(env).filter(
    (entry): entry is [string, string] => ALLOWED.has(entry[0].toUpperCase()) && entry[1] !== undefined,
  );
  return {
    ...Object.fromEntries(kept),
    // glibc keeps a heap for every thread otherwise, and libvips has many: half the resident memory.
    MALLOC_ARENA_MAX: env['MALLOC_ARENA_MAX'] ?? '2',
    // libvips runs on Node's threads, of which there are four by default; two more keep files moving meanwhile.
    UV_THREADPOOL_SIZE: env['UV_THREADPOOL_SIZE'] ?? String(Math.max(4, imagingSlots() + 2)),
  };
}
