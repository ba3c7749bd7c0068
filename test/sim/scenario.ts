import { NO_FAULTS, SPELLS } from './faults.ts';
import { Person } from './person.ts';
import { Violation } from './rules.ts';
import { World } from './world.ts';

const HOUR = 3_600_000;

export interface Outcome {
  readonly seed: number;
  readonly violation: string | undefined;
  /** What happened, for whoever looks for the cause. */
  readonly log: readonly string[];
  readonly crashes: number;
  readonly requests: number;
}

/**
 * One whole story: a time of trouble that the seed decides, then a time of peace in which everything has to come to its end.
 * @param withoutRecord as the program was before it kept a record of money: to see that the stories notice
 */
export async function play(seed: number, withoutRecord = false): Promise<Outcome> {
  const world = new World(seed, withoutRecord);
  const person = new Person(world);
  let violation: string | undefined;
  try {
    await trouble(world, person);
    await peace(world, person);
  } catch (error) {
    if (error instanceof Violation) violation = error.message;
    else violation = `(L) thrown: ${error instanceof Error ? error.stack : String(error)}`;
  }
  world.life.kill();
  const { log, crashes, requests } = world;
  return { seed, violation, log, crashes, requests };
}

async function trouble(world: World, person: Person): Promise<void> {
  const { random } = world;
  // Now and then a whole shoot, since storms need many photos.
  world.note(person.addBatch(random.chance(0.04) ? 80 : 8));
  const steps = random.int(10, 60);
  const dangerous = random.chance(0.3);
  for (let step = 0; step < steps; step++) {
    await world.pass(random.logUniform(10, random.chance(0.1) ? 1_200_000 : 60_000));
    world.check(step % 8 === 0);
    if (world.forgotten.size > 0 && random.chance(0.3)) world.note(person.addForgotten());
    const what = happening(world, person, dangerous);
    if (what !== undefined) world.note(what);
    if (random.chance(0.02)) await world.stopCleanly();
    world.check(false);
  }
}

/** One thing that happens to the program, its surroundings, or by a person's hand. */
function happening(world: World, person: Person, dangerous: boolean): string | undefined {
  const { random, faults, vendor, scheduler, clock } = world;
  const roll = random.int(1, 100);
  if (roll <= 30) {
    const spell = random.pick(SPELLS);
    // Bad spells end sooner than they begin.
    faults[spell] = !faults[spell] && random.chance(0.5);
    if (!faults[spell] && random.chance(0.3)) scheduler.systemChanged();
    return `${spell}: ${faults[spell]}`;
  }
  if (roll <= 40) {
    scheduler.resume();
    return 'resume';
  }
  if (roll <= 44) {
    scheduler.pause({ kind: 'user', message: 'Paused by you.' });
    return 'pause';
  }
  if (roll <= 52) {
    world.crash();
    return undefined;
  }
  if (roll <= 57) return person.addBatch(5);
  if (roll <= 60) return person.cancel();
  if (roll <= 65) return person.retryFailed();
  if (roll <= 72) return person.decide(random.chance(0.5) ? 'pay-again' : 'drop', random.chance(0.3));
  if (roll <= 76) {
    vendor.credits += 80;
    return 'recharge';
  }
  if (roll <= 78) {
    const hours = random.pick([1, 25]);
    world.sleep(hours * HOUR);
    return `sleep ${hours} h`;
  }
  if (roll <= 81) {
    const hours = random.pick([-24, -1, 1, 24]);
    clock.set(clock.now() + hours * HOUR);
    return `clock set by ${hours} h`;
  }
  if (roll <= 83) return person.evict();
  if (roll >= 91 && roll < 95) return person.editMetadata();
  if (roll >= 95) return person.askAgain();
  if (!dangerous) return undefined;
  if (roll <= 85) return person.editOriginal();
  if (roll <= 87) return person.deleteFile();
  if (roll <= 89) return person.damageLine();
  return undefined;
}

/** All faults have gone: whatever can end, ends; then the person decides what is left, and the rest ends too. */
async function peace(world: World, person: Person): Promise<void> {
  const { random, vendor } = world;
  Object.assign(world.faults, NO_FAULTS);
  world.note('peace');
  world.queueFile.peace = true;
  if (!world.life.alive) world.restart('peace');
  world.life.pointsLeft = Number.POSITIVE_INFINITY;
  vendor.credits = 1_000_000;
  if (world.forgotten.size > 0) world.note(person.addForgotten());
  for (let round = 0; round < 6; round++) {
    await settle(world);
    if (world.store.undecided().length === 0) break;
    world.note(person.decide(round < 3 && random.chance(0.5) ? 'pay-again' : 'drop', true));
  }
  world.check(true);
  const left = world.store.query<{ id: string; state: string }>(
    `SELECT id, state FROM jobs WHERE state NOT IN ('exported', 'failed', 'cancelled')`,
  );
  const paused = world.scheduler.status().paused?.kind;
  if (left.length > 0 && paused !== 'budget') {
    throw new Violation(
      'L',
      `never ended: ${left.map(({ id, state }) => `${id} ${state}`).join(', ')} (paused: ${paused})`,
    );
  }
}

async function settle(world: World): Promise<void> {
  // The disk is tried again without anybody saying so, after five minutes at the latest.
  if (world.scheduler.status().paused?.kind === 'disk') await world.pass(310_000);
  if (world.scheduler.status().paused?.kind === 'disk') throw new Violation('L', 'still waiting for the disk');
  world.scheduler.resume();
  // Tasks that never end are given up a day after they were sent, and an hour of asking in vain.
  for (let hour = 0; hour < 30; hour++) {
    for (let minute = 0; minute < 60; minute++) {
      await world.pass(60_000);
      if (!world.scheduler.status().active) return;
    }
    world.check(false);
    const waits = world.vendor.tasks.some((task) => !Number.isFinite(task.endsAt));
    if (hour >= 3 && !waits) break;
  }
  if (world.scheduler.status().active) {
    const left = world.store.query<object>(
      `SELECT id, state, next_at - ${world.clock.now()} AS due FROM jobs WHERE state NOT IN ('exported', 'failed', 'cancelled')`,
    );
    throw new Violation('L', `still busy after hours of peace: ${JSON.stringify(left)}`);
  }
}
