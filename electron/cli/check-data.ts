import { checkDataFolder } from '../engine/index.ts';
import type { CheckDataCommand } from './command.ts';
import type { ExitCode } from './exit-code.ts';
import { printable } from './text.ts';
import type { World } from './world.ts';

const MARKS = { good: 'ok', repaired: 'repaired', trouble: 'TROUBLE' } as const;

/** `afterglow check-data`: verifies queue, record of money and kept results. Exit code 6 when something needs a repair or a person. */
export async function checkDataCommand(command: CheckDataCommand, world: World): Promise<ExitCode> {
  const findings = await checkDataFolder(command.dataDir ?? world.defaultDataDir, command.repair, world.clock);
  for (const { kind, message } of findings) {
    const line = command.json
      ? JSON.stringify({ event: 'check-data', kind, message })
      : `${MARKS[kind].padEnd(9)} ${printable(message)}`;
    world.stdout.write(`${line}\n`);
  }
  const troubles = findings.filter(({ kind }) => kind === 'trouble').length;
  if (troubles > 0 && !command.repair) world.stderr.write('"afterglow check-data --repair" repairs what it can.\n');
  return troubles > 0 ? 6 : 0;
}
