import { assertNever } from '../base/assert.ts';
import { messageOf, ReasonError, systemCode, type Reason } from '../base/reason.ts';
import { systemTrouble } from '../base/system-errors.ts';
import { parseArgs } from './args.ts';
import { check } from './check.ts';
import { checkDataCommand } from './check-data.ts';
import type { Command } from './command.ts';
import { demo, service } from './demo.ts';
import { decide, showCredits, status } from './desk.ts';
import { exitCodeOfReason, type ExitCode } from './exit-code.ts';
import { resume, retouch } from './retouch.ts';
import type { World } from './world.ts';

/** Runs a command line, without the names of Node and the program. Never throws for what a person can mend. */
export async function runCli(argv: readonly string[], world: World): Promise<ExitCode> {
  const { columns } = world.stdout;
  const parsed = parseArgs(argv, {
    version: world.version,
    terminal: world.stdin.isTTY === true && world.stderr.isTTY === true,
    ...(columns !== undefined && { columns }),
  });
  if (parsed.kind === 'text') {
    world.stdout.write(parsed.text);
    return 0;
  }
  if (parsed.kind === 'usage') {
    world.stderr.write(`${parsed.message}\n`);
    return 2;
  }
  try {
    return await dispatch(parsed.command, world);
  } catch (error) {
    const reason = reasonOf(error);
    if (reason === undefined) throw error;
    world.stderr.write(`${reason.message}\n`);
    return exitCodeOfReason(reason);
  }
}

function dispatch(command: Command, world: World): Promise<ExitCode> {
  switch (command.command) {
    case 'retouch':
      return retouch(command, world);
    case 'check':
      return check(command, world);
    case 'resume':
      return resume(command, world);
    case 'status':
      return status(command, world);
    case 'decide':
      return decide(command, world);
    case 'check-data':
      return checkDataCommand(command, world);
    case 'credits':
      return showCredits(command, world);
    case 'demo':
      return demo(command, world);
    case 'service':
      return service(command, world);
    default:
      return assertNever(command);
  }
}

/** Errors of this computer's disk are told in plain words; a fault of the program keeps its stack. */
function reasonOf(error: unknown): Reason | undefined {
  if (error instanceof ReasonError) return error.reason;
  const code = systemCode(error);
  if (code === undefined || code.startsWith('ERR_')) return undefined;
  const damaged = systemTrouble(code, 'data')?.reason;
  if (damaged?.code === 'queue-damaged') return damaged;
  return { code, message: `This computer could not do it: ${messageOf(error)}` };
}
