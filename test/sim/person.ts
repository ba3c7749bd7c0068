import { hasTask, type Decision } from '../../electron/queue/job.ts';
import type { NewJob } from '../../electron/queue/store-types.ts';
import type { RetouchSettings } from '../../electron/queue/ports.ts';
import { contentOf } from './disk-ports.ts';
import { COST } from './service-model.ts';
import { SERVICE, type World } from './world.ts';

const LEVELS: readonly RetouchSettings[] = [
  { level: 0.5, multiFace: false },
  { level: 0.8, multiFace: true },
];

/** What a person does to the queue; each returns what it was, for the log. */
export class Person {
  readonly #world: World;
  #batches = 0;
  #photos = 0;

  constructor(world: World) {
    this.#world = world;
  }

  /** A batch of new photos, copies of some of them among them, and photos that an earlier batch had. */
  addBatch(most: number): string {
    const { disk, random, clock, maxCredits } = this.#world;
    const id = `b${++this.#batches}`;
    const earlier = [...disk.originals.keys()];
    const photos = Array.from({ length: random.int(1, most) }, () => {
      if (earlier.length > 0 && random.chance(0.25)) return random.pick(earlier);
      const path = `photos/${id}/${++this.#photos}.jpg`;
      const copy = earlier.length > 0 && random.chance(0.2);
      const picture = copy ? disk.originals.get(random.pick(earlier))!.picture : `pic${this.#photos}`;
      // A copy has a star of its own.
      disk.originals.set(path, { picture, sha256: `sha${this.#photos}`, bytes: 100, modifiedAt: clock.now() });
      earlier.push(path);
      return path;
    });
    const limit = random.chance(0.2) ? random.int(0, most) * COST : undefined;
    const root = `out/${random.int(1, 2)}`;
    const wanted = photos.map((source) => ({
      source,
      relativePath: source.split('/').at(-1)!,
      settings: random.chance(0.8) ? LEVELS[0]! : LEVELS[1]!,
    }));
    this.#add(id, root, limit, wanted);
    if (limit !== undefined) maxCredits.set(id, limit);
    return `${id}: ${photos.length} photos, limit ${limit}`;
  }

  /** After a loss of the queue file: the photos that it does not know any more, retouched or not. */
  addForgotten(): string {
    const { forgotten } = this.#world;
    const photos = [...forgotten.values()];
    forgotten.clear();
    const id = `b${++this.#batches}`;
    this.#add(id, 'out/1', undefined, photos);
    return `${id}: ${photos.length} photos again`;
  }

  #add(id: string, outputRoot: string, limit: number | undefined, photos: readonly Omit<NewJob, 'id'>[]): void {
    const { store, clock, jobs, added, scheduler } = this.#world;
    const wanted = photos.map((photo, index): NewJob => ({ ...photo, id: `${id}-${index}` }));
    const batch = { id, service: SERVICE, createdAt: clock.now(), sourceRoot: 'photos', outputRoot, options: {} };
    store.addBatch({ ...batch, maxCredits: limit }, wanted);
    for (const job of wanted) {
      jobs.add(job.id);
      added.set(job.id, job);
    }
    scheduler.poke();
  }

  cancel(): string {
    const { random, scheduler } = this.#world;
    const batch = random.chance(0.3) ? undefined : `b${random.int(1, this.#batches)}`;
    return `cancel ${batch}: ${this.#tried(() => scheduler.cancel(batch).length)}`;
  }

  retryFailed(): string {
    return `retry ${this.#tried(() => this.#world.scheduler.retryFailed())}`;
  }

  /** Decides about one job, or about all that are undecided. */
  decide(choice: Decision, all: boolean): string {
    const { store, scheduler, random } = this.#world;
    const undecided = store.undecided();
    if (undecided.length === 0) return 'nothing to decide';
    const ids = all ? undecided.map((job) => job.id) : [random.pick(undecided).id];
    if (choice === 'pay-again') this.#agree(ids);
    return `${choice} ${ids.join(' ')}: ${this.#tried(() => scheduler.decide(ids, choice))}`;
  }

  /** Has the service asked about every task that was given up. */
  askAgain(): string {
    const { store, scheduler } = this.#world;
    const ids = store
      .undecided()
      .filter(hasTask)
      .map(({ id }) => id);
    return `ask again ${ids.join(' ')}: ${this.#tried(() => scheduler.decide(ids, 'ask-again'))}`;
  }

  /** Notes beforehand what the decision permits: one more bill for each photo of unknown outcome. */
  #agree(ids: readonly string[]): void {
    const { store, vendor } = this.#world;
    const keys = new Set(ids.map((id) => store.job(id)?.resultKey));
    for (const key of keys) if (key !== undefined) vendor.agreed.set(key, (vendor.agreed.get(key) ?? 0) + 1);
  }

  /** Kept results are removed to make room; those photos may be bought again. */
  evict(): string {
    const { store, disk, vendor } = this.#world;
    const [oldest] = store.evictable();
    if (oldest === undefined) return 'nothing to evict';
    store.forgetResult(oldest.key);
    disk.remove(oldest.retouched);
    disk.remove(oldest.submitted);
    vendor.agreed.set(oldest.key, (vendor.agreed.get(oldest.key) ?? 0) + 1);
    return `evict ${oldest.key}`;
  }

  /** Somebody cleans up in the data folder. */
  deleteFile(): string {
    const { disk, random } = this.#world;
    const files = [...disk.files.keys()];
    if (files.length === 0) return 'no file to delete';
    const path = random.pick(files);
    disk.remove(path);
    return `delete ${path}`;
  }

  editOriginal(): string {
    const { disk, random, clock } = this.#world;
    const path = random.pick([...disk.originals.keys()]);
    const content = `edited${random.int(1, 1_000_000)}`;
    disk.originals.set(path, { sha256: content, picture: content, bytes: 100, modifiedAt: clock.now() + 1 });
    return `edit ${path}`;
  }

  /** Another program writes a star into an original: other bytes, the same picture. */
  editMetadata(): string {
    const { disk, random, clock } = this.#world;
    const path = random.pick([...disk.originals.keys()]);
    const { picture } = disk.originals.get(path)!;
    disk.originals.set(path, { picture, sha256: `star${random.int(1, 1e9)}`, bytes: 101, modifiedAt: clock.now() + 1 });
    return `star in ${path}`;
  }

  /** The queue file loses part of a line. */
  damageLine(): string {
    const { store, random } = this.#world;
    const lines = store.query<{ id: string; state: string }>(
      `SELECT id, state FROM jobs WHERE state NOT IN ('retouched', 'exported')`,
    );
    if (lines.length === 0) return 'no line to damage';
    const { id, state } = random.pick(lines);
    const how = random.pick(['data = \'{"half', "data = '{}'", "state = 'smudged'"]);
    store.run(`UPDATE jobs SET ${how.includes('half') ? `${how}'` : how} WHERE id = ?`, id);
    // Only a start looks for states that it doesn't know.
    if (how.startsWith('state')) this.#world.crash();
    return `damage ${id} (${state}): ${how}`;
  }

  /** The content that a photo would be billed under now. */
  static content(picture: string): string {
    return contentOf(picture, LEVELS[0]!);
  }

  /** What a person asks for may fail while the disk does; it changes nothing then. */
  #tried(work: () => unknown): string {
    const { faults, life } = this.#world;
    try {
      const answer = work();
      return answer === undefined ? 'done' : JSON.stringify(answer);
    } catch (error) {
      if (faults.store === 0 && !faults.diskFull && life.alive) throw error;
      return 'refused by the disk';
    }
  }
}
