import { ReasonError } from '../base/reason.ts';
import {
  DEMO_ID,
  DROPPED,
  connectService,
  hasTask,
  type Decision,
  type Job,
  type SpendingLine,
} from '../engine/index.ts';
import type { CreditsCommand, DecideCommand, StatusCommand } from './command.ts';
import { openEngine, openToLook, serviceChoice } from './connect.ts';
import type { ExitCode } from './exit-code.ts';
import { credits, printable } from './text.ts';
import type { World } from './world.ts';

/** `afterglow status`: counts by state, and what needs a decision. */
export async function status(command: StatusCommand, world: World): Promise<ExitCode> {
  const { store, notices, close } = await openToLook(world, command.dataDir);
  try {
    for (const { message } of notices) world.stderr.write(`${printable(message)}\n`);
    const unaccounted = store?.unaccounted();
    if (unaccounted !== undefined) world.stderr.write(`${unaccounted}\n`);
    const code: ExitCode = unaccounted === undefined ? 0 : 6;
    const batches = store?.batches() ?? [];
    const undecided = store?.undecided() ?? [];
    const totals: Record<string, number> = {};
    for (const batch of batches) {
      for (const [state, n] of Object.entries(store?.counts({ batch: batch.id }) ?? {})) {
        totals[state] = (totals[state] ?? 0) + n;
      }
    }
    // What the embedded demo charges is play money.
    const services = [...new Set(batches.map(({ service }) => service))].filter((service) => service !== DEMO_ID);
    const spending = services.flatMap((service) => store?.spending(service) ?? []);
    if (command.json) {
      const jobs = undecided.map((job) => ({ ...describe(job), balance: job.balance ?? null }));
      world.stdout.write(`${JSON.stringify({ event: 'status', counts: totals, undecided: jobs, spending })}\n`);
      return code;
    }
    const shown = Object.entries(totals).filter(([, n]) => n > 0);
    world.stdout.write(shown.length === 0 ? 'The queue is empty.\n' : 'Photos in the queue:\n');
    for (const [state, n] of shown) world.stdout.write(`  ${String(n).padStart(6)}  ${state}\n`);
    tellSpending(spending, world);
    for (const job of undecided) {
      const at = new Date(job.submittedAt).toLocaleString();
      world.stdout.write(`\nNeeds your decision: ${job.id}\n  ${printable(job.relativePath)}, sent ${at}\n`);
      world.stdout.write(`  ${job.reason.message}\n`);
      if (job.balance !== undefined) {
        const { before, after } = job.balance;
        world.stdout.write(`  Hint: ${credits(before)} before, ${credits(after)} after.\n`);
      }
    }
    return code;
  } finally {
    await close();
  }
}

/** Lines of the ledger that are shown; the rest is summed up. */
const LATEST = 10;

function tellSpending(lines: readonly SpendingLine[], world: World): void {
  if (lines.length === 0) return;
  const latest = lines.toSorted((a, b) => b.day.localeCompare(a.day)).slice(0, LATEST);
  const sum = lines.reduce((total, line) => total + line.credits, 0);
  world.stdout.write(`\nSpent in all: ${credits(sum)}\n`);
  for (const { day, folder, photos, credits: spent } of latest) {
    world.stdout.write(`  ${day}  ${credits(spent)} on ${photos} in ${printable(folder)}\n`);
  }
  if (lines.length > LATEST)
    world.stdout.write(`  and ${lines.length - LATEST} earlier lines; --json lists them all\n`);
}

function describe(job: Job & { state: 'outcome-unknown' }) {
  const { id, source, relativePath, reason, submittedAt, charged } = job;
  return { job: id, source, relativePath, reason, submittedAt, charged };
}

const CONSEQUENCE: Readonly<Record<Decision, string>> = {
  'ask-again': '"afterglow resume" will ask the service about it again',
  'pay-again': 'will be sent again by "afterglow resume"',
  drop: 'dropped',
};

/** `afterglow decide`: settles jobs whose outcome is unknown. */
export async function decide(command: DecideCommand, world: World): Promise<ExitCode> {
  const engine = await openEngine(world, command.dataDir);
  try {
    const undecided = engine.store.undecided();
    const chosen = command.jobs.map((typed) => {
      // The beginning is enough, as long as it means one job only.
      const found = undecided.filter((job) => job.id.startsWith(typed));
      const [only] = found;
      if (only === undefined || found.length > 1) {
        const why = only === undefined ? 'There is no job' : 'More than one job begins';
        throw new ReasonError('unknown-job', `${why} “${printable(typed)}” that needs a decision.`);
      }
      if (command.choice === 'ask-again' && !hasTask(only)) {
        const why = 'The service never gave a task number for it, so there is nothing to ask about.';
        throw new ReasonError('no-task', `${printable(only.relativePath)}: ${why} Choose --pay-again or --drop.`);
      }
      return only;
    });
    const decided = new Set<string>();
    for (const job of chosen) {
      // A decision holds for every copy of the same photo, and those may have been named too.
      if (decided.has(job.id)) continue;
      const changed = engine.store.decide(job.id, command.choice, DROPPED, world.clock.now());
      for (const { id, relativePath, state } of changed) {
        decided.add(id);
        world.stdout.write(
          command.json
            ? `${JSON.stringify({ event: 'decided', job: id, state })}\n`
            : `${printable(relativePath)}: ${CONSEQUENCE[command.choice]}\n`,
        );
      }
    }
    return 0;
  } finally {
    await engine.close();
  }
}

/** `afterglow credits`: the usable balance. Free. */
export async function showCredits(command: CreditsCommand, world: World): Promise<ExitCode> {
  const service = await connectService(serviceChoice(command.service, world), world.clock);
  try {
    const answer = await service.port.credits(AbortSignal.timeout(30_000));
    if (answer.kind === 'failed') {
      const { kind, reason } = answer.failure;
      world.stderr.write(`${reason.message}\n`);
      if (kind === 'key' || kind === 'locked') return 3;
      return answer.offline ? 5 : 1;
    }
    const line = command.json
      ? JSON.stringify({ event: 'credits', usable: answer.credits })
      : `${credits(answer.credits)} usable`;
    world.stdout.write(`${line}\n`);
    return 0;
  } finally {
    await service.close();
  }
}
