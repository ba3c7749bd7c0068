import type { MoneyLog } from '../../electron/queue/record/money-log.ts';
import type { NewJob } from '../../electron/queue/store-types.ts';
import { DEFAULT_POLICY } from '../../electron/queue/policy.ts';
import { Scheduler } from '../../electron/queue/scheduler.ts';
import { createFakeClock, type FakeClock } from '../helpers/fake-clock.ts';
import { exportPort, filePort, picturePort } from './disk-ports.ts';
import { Disk } from './disk.ts';
import { weather, type Faults } from './faults.ts';
import { QueueFile, type Loss } from './queue-file.ts';
import { Life } from './life.ts';
import { seeded, type Random } from './random.ts';
import { checkAlways, checkExported, checkSecrets, checkShown, rules, Violation } from './rules.ts';
import { COST, VendorModel } from './service-model.ts';
import { servicePort } from './service-port.ts';
import { MortalStore } from './store-model.ts';

export const SERVICE = 'sim';
/** More requests than this within a simulated minute are a storm, whatever goes wrong. */
const STORM = 400;
/** The same for submits, while not one of them is accepted. */
const VAIN_SUBMITS = 30;

/** Everything around the scheduler, and the scheduler's lives one after the other. */
export class World {
  readonly random: Random;
  readonly clock: FakeClock = createFakeClock();
  readonly faults: Faults;
  readonly disk: Disk;
  readonly vendor: VendorModel;
  /** Photos of the queue file as it is. */
  readonly jobs = new Set<string>();
  /** Every photo that was ever added; a lost queue file may have forgotten some. */
  readonly added = new Map<string, NewJob>();
  readonly forgotten = new Map<string, NewJob>();
  readonly queueFile: QueueFile;
  readonly maxCredits = new Map<string, number>();
  store: MortalStore;
  scheduler: Scheduler;
  life: Life;
  crashes = 0;
  requests = 0;
  /** Set by whatever broke a promise where nothing can be thrown to anybody. */
  broken: Violation | undefined;
  #slept = 0;
  #run = 0;
  #runLimit: number | undefined;
  readonly #minute: number[] = [];
  #vain: number[] = [];
  readonly log: string[] = [];

  constructor(seed: number, withoutRecord = false) {
    this.random = seeded(seed);
    this.faults = weather(this.random);
    const watched = { violate: (rule: string, what: string) => this.#break(rule, what) };
    this.disk = new Disk(this.random, this.faults, watched);
    this.vendor = new VendorModel(() => this.trueTime, this.random, this.faults, watched);
    this.life = new Life(this.clock);
    // A stream of its own: what happens to the queue file changes nothing else of a story.
    const luck = seeded(seed ^ 0x6f1d);
    this.queueFile = new QueueFile(
      luck,
      this.disk,
      () => this.clock.now(),
      (from, log) => this.#open(from, log),
      withoutRecord,
    );
    this.store = this.queueFile.create();
    this.scheduler = this.#begin();
  }

  /** Time as the world outside has it: nobody turns it, and it goes on while the computer sleeps. */
  get trueTime(): number {
    return this.clock.monotonic() + this.#slept;
  }

  note(what: string): void {
    this.log.push(`${Math.round(this.trueTime / 1000)}s ${what}`);
  }

  /** Lets time pass and everything due happen, one timer after the other. */
  async pass(ms: number): Promise<void> {
    const end = this.clock.monotonic() + ms;
    for (;;) {
      await drained();
      this.#rethrow();
      const next = this.clock.pending()[0];
      const left = end - this.clock.monotonic();
      if (next === undefined || next > left) {
        this.clock.advance(left);
        await drained();
        this.#rethrow();
        return;
      }
      this.clock.advance(next);
      if (!this.life.alive) this.restart('point');
    }
  }

  sleep(ms: number): void {
    this.clock.sleep(ms);
    this.#slept += ms;
  }

  /** Kills the program at once; the next one finds what was committed. */
  crash(): void {
    this.life.kill();
    this.restart('crash');
  }

  restart(how: string): void {
    this.crashes++;
    this.note(`restart after ${how}`);
    const image = this.store.image();
    this.store.close();
    this.life = new Life(this.clock);
    const { store, loss } = this.queueFile.reopen(image);
    this.store = store;
    if (loss !== undefined) this.#lost(loss);
    this.scheduler = this.#begin();
  }

  /** Ends in an orderly way, as the program does when it is closed. */
  async stopCleanly(): Promise<void> {
    const { life, scheduler } = this;
    const stopped = scheduler.stop();
    let done = false;
    void stopped.then(() => (done = true));
    for (let waited = 0; waited < 120_000 && !done && life === this.life; waited += 250) await this.pass(250);
    if (life !== this.life) return;
    if (!done) this.#break('L', 'a stop did not come to an end within two minutes');
    life.kill();
    this.restart('stop');
  }

  /** Looks at everything that must always hold. */
  check(thoroughly: boolean): void {
    this.vendor.settle();
    this.#rethrow();
    checkAlways(this);
    this.#checkRun();
    if (!thoroughly) return;
    checkExported(this.store, this.disk);
    checkSecrets(this.store, this.queueFile.record.text);
    checkShown(this.scheduler.status(), 'the status');
  }

  /** What a queue that was made anew, or restored, does not know: the person adds it again. */
  #lost(loss: Loss): void {
    const there = new Set(this.store.query<{ id: string }>('SELECT id FROM jobs').map(({ id }) => id));
    for (const id of this.jobs) if (!there.has(id)) this.forgotten.set(id, this.added.get(id)!);
    this.jobs.clear();
    for (const id of there) {
      if (this.added.has(id)) this.jobs.add(id);
      this.forgotten.delete(id);
    }
    this.note(`the queue file or its record: ${loss}; ${this.forgotten.size} photos are not known any more`);
    // A file that the queue knows nothing of is anybody's: it is left alone.
    for (const [path, output] of this.disk.outputs) {
      const id = output.job.split(' before ')[0]!;
      const job = this.store.job(id);
      const known = job?.state === 'exported' && job.output === path;
      this.disk.outputs.set(path, { ...output, job: known ? id : `${id} before ${this.crashes}` });
    }
  }

  #open(from: string | Buffer, log: MoneyLog | undefined): MortalStore {
    return new MortalStore(from, () => this.clock.now(), log, this.life, this.random, this.faults);
  }

  #begin(): Scheduler {
    const { random, life, disk, faults, store } = this;
    const run = ++this.#run;
    this.#runLimit = random.chance(0.1) ? random.int(0, 6) * COST : undefined;
    if (random.chance(0.3)) life.pointsLeft = random.int(1, 60);
    const local = { life, disk, random, faults };
    const scheduler = new Scheduler({
      store,
      service: servicePort(SERVICE, {
        ...local,
        run,
        vendor: this.vendor,
        count: (kind) => this.#count(kind === 'submit'),
        accepted: () => (this.#vain = []),
      }),
      pictures: picturePort(local, (job) => store.job(job)!.settings),
      files: filePort(local),
      exporter: exportPort(local, (batch) => store.batch(batch)!.outputRoot),
      clock: life.clock,
      random: () => random.next(),
      policy: DEFAULT_POLICY,
      trace: () => life.point(),
      ...(this.#runLimit !== undefined && { maxCredits: this.#runLimit }),
    });
    const shown = (where: string) => (value: unknown) => this.#guarded(life, () => checkShown(value, where));
    scheduler.on('job', shown('an event'));
    scheduler.on('status', shown('the status'));
    scheduler.on('trouble', (reason) => {
      shown('a notice')(reason);
      if (life.alive && reason.code === 'internal') this.#break('L', `a fault of the program: ${reason.message}`);
    });
    try {
      scheduler.start();
    } catch (error) {
      // The disk refuses already: the person tries again later.
      if (this.faults.store === 0 && !this.faults.diskFull) throw error;
      life.kill();
    }
    return scheduler;
  }

  #checkRun(): void {
    if (this.#runLimit === undefined) return;
    const spent = this.vendor.payable().filter((task) => task.run === this.#run).length * COST;
    if (spent > this.#runLimit)
      rules.violate('B', `this run may cost ${this.#runLimit} credits, its tasks come to ${spent}`);
  }

  #count(submit: boolean): void {
    this.requests++;
    const now = this.trueTime;
    this.#minute.push(now);
    while (this.#minute[0]! < now - 60_000) this.#minute.shift();
    if (this.#minute.length > STORM) this.#break('R', `${this.#minute.length} requests within a minute`);
    if (!submit) return;
    this.#vain.push(now);
    while (this.#vain[0]! < now - 60_000) this.#vain.shift();
    if (this.#vain.length > VAIN_SUBMITS) this.#break('R', `${this.#vain.length} submits in vain within a minute`);
  }

  #guarded(life: Life, look: () => void): void {
    if (!life.alive) return;
    try {
      look();
    } catch (error) {
      if (!(error instanceof Violation)) throw error;
      this.broken ??= error;
    }
  }

  #break(rule: string, what: string): void {
    this.broken ??= new Violation(rule, what);
  }

  #rethrow(): void {
    if (this.broken !== undefined) throw this.broken;
  }
}

/** Resolves when every promise that can go on has gone on: nothing here waits for real input or output. */
function drained(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
