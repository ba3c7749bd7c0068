import { ALL_STATES, pictureOf, type Job } from '../../electron/queue/job.ts';
import { contentOf } from './disk-ports.ts';
import type { Disk } from './disk.ts';
import { ADDRESS, COST, KEY, type VendorModel, type Violations } from './service-model.ts';
import type { MortalStore } from './store-model.ts';

/** A promise that was broken. */
export class Violation extends Error {
  constructor(rule: string, what: string) {
    super(`(${rule}) ${what}`);
    this.name = 'Violation';
  }
}

export const rules: Violations = {
  violate(rule, what) {
    throw new Violation(rule, what);
  },
};

/** What must hold whenever one looks. */
export interface Watched {
  readonly store: MortalStore;
  readonly disk: Disk;
  readonly vendor: VendorModel;
  /** Every job that was ever added. */
  readonly jobs: ReadonlySet<string>;
  readonly maxCredits: ReadonlyMap<string, number>;
}

/** (L) none lost, one state each, counts true; (E) one complete output per photo; (B) budgets kept. */
export function checkAlways(world: Watched): void {
  const { store, disk, vendor } = world;
  const rows = store.query<{ id: string; batch: string; state: string; data: string }>(
    'SELECT id, batch, state, data FROM jobs',
  );
  if (rows.length !== world.jobs.size)
    rules.violate('L', `${world.jobs.size} photos were added, ${rows.length} are there`);
  for (const { id } of rows) if (!world.jobs.has(id)) rules.violate('L', `nobody added ${id}`);

  const counted = new Map<string, number>();
  for (const { batch, state } of rows) {
    const name = `${batch}/${state}`;
    counted.set(name, (counted.get(name) ?? 0) + 1);
  }
  const stored = store.query<{ batch: string; state: string; n: number }>('SELECT batch, state, n FROM counts');
  for (const { batch, state, n } of stored) {
    const known = (ALL_STATES as readonly string[]).includes(state);
    if (known && (counted.get(`${batch}/${state}`) ?? 0) !== n)
      rules.violate('L', `the count of ${batch}/${state} is ${n}`);
  }

  const owners = new Map<string, string>();
  for (const [path, { job }] of disk.outputs) {
    const other = owners.get(job);
    if (other !== undefined) rules.violate('E', `${job} has two outputs, ${other} and ${path}`);
    owners.set(job, path);
  }
  checkBudgets(world, vendor);
}

function checkBudgets(world: Watched, vendor: VendorModel): void {
  if (world.maxCredits.size === 0) return;
  const payable = new Map<string, number>();
  for (const task of vendor.payable()) payable.set(task.job, (payable.get(task.job) ?? 0) + COST);
  const batches = world.store.query<{ id: string; batch: string }>('SELECT id, batch FROM jobs');
  const spent = new Map<string, number>();
  for (const { id, batch } of batches) spent.set(batch, (spent.get(batch) ?? 0) + (payable.get(id) ?? 0));
  for (const [batch, most] of world.maxCredits) {
    const sum = spent.get(batch) ?? 0;
    if (sum > most) rules.violate('B', `${batch} may cost ${most} credits, its tasks come to ${sum}`);
  }
}

/** (K) the key is nowhere in the queue file and the record beside it, an address only where a job that is `ready` keeps it. */
export function checkSecrets(store: MortalStore, record: string | undefined): void {
  checkText(record, 'the record of money');
  const tables = store.query<{ name: string }>(`SELECT name FROM sqlite_schema WHERE type = 'table'`);
  for (const { name } of tables) {
    for (const row of store.query<Record<string, unknown>>(`SELECT * FROM ${name}`)) {
      const kept = name === 'jobs' && row['state'] === 'ready';
      checkText(JSON.stringify(kept ? { ...row, result_url: null } : row), `table ${name}`);
    }
  }
}

/** (K) nothing that is shown to anybody holds a secret. The address of a job that is `ready` is not shown. */
export function checkShown(value: unknown, where: string): void {
  checkText(
    JSON.stringify(value, (name, inner: unknown) => (name === 'url' ? undefined : inner)),
    where,
  );
}

function checkText(text: string | undefined, where: string): void {
  if (text?.includes(KEY)) rules.violate('K', `the key is in ${where}`);
  if (text?.includes(ADDRESS)) rules.violate('K', `a result's address is in ${where}`);
}

/** (E) what is exported is there, whole, and of this photo with these settings. */
export function checkExported(store: MortalStore, disk: Disk): void {
  for (const job of store.inState('exported')) {
    const output = disk.outputs.get(job.output);
    if (output === undefined) rules.violate('E', `${job.id} is exported, but ${job.output} is not there`);
    else if (output.job !== job.id) rules.violate('E', `${job.output} belongs to ${output.job}, not to ${job.id}`);
    else if (output.content !== expected(job)) rules.violate('E', `${job.output} shows ${output.content}`);
  }
}

function expected(job: Job): string | undefined {
  return job.resultKey && contentOf(pictureOf(job.resultKey), job.settings);
}
