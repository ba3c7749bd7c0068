import { spawnSync } from 'node:child_process';

/** Debian's own Python, which finds Debian's Pillow. */
export const PYTHON = '/usr/bin/python3';

/**
 * Whether another program is on this computer. Tests that need one skip without it; where `REQUIRE_TOOLS=1` says that all must be
 * there, a missing one is an error.
 */
export function hasTool(name: string, command: string, args: readonly string[]): boolean {
  const there = spawnSync(command, args).status === 0;
  if (!there && process.env['REQUIRE_TOOLS'] === '1')
    throw new Error(`${name} is missing, and REQUIRE_TOOLS=1 wants it`);
  return there;
}
