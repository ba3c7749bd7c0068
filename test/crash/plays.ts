import type { TracePoint } from '../../electron/engine/index.ts';
import type { Victims } from './orders.ts';
import type { Act, Play } from './play.ts';
import { POINT_NAMES } from './points.ts';

const PHOTOS = 6;
/** Long enough to be asked about more than once, and for most photos not to be sent yet when the first one is through. */
const SLOW = { taskMs: 600 };

/** A kill at a named point, with what the service must play so that the program gets there. */
export function killAt(point: TracePoint, n: number, victims: Victims): Act {
  const act = { kill: { point, n, victims } };
  return point === 'submit:refusal-recorded' ? { ...act, faults: [`submit-500:${n}@1`] } : act;
}

/** Each point at its first passing and at a middle one, once with and once without the imaging process. */
export function onePlayPerPoint(): Play[] {
  return POINT_NAMES.flatMap((point, index): Play[] => {
    const even = index % 2 === 0;
    const how = { photos: PHOTOS, ...(point === 'poll:recorded' && SLOW) };
    return [
      { ...how, name: `${point} 1`, acts: [killAt(point, 1, even ? 'app' : 'all')] },
      { ...how, name: `${point} 3`, acts: [killAt(point, 3, even ? 'all' : 'app')] },
    ];
  });
}

/** Killed a second time, seven points further on; beyond the end the count begins anew, which takes more photos to get there. */
export function twiceInARow(): Play[] {
  return POINT_NAMES.map((first, index): Play => {
    const next = index + 7;
    const second = POINT_NAMES[next % POINT_NAMES.length] ?? first;
    const acts = [killAt(first, 1, 'app'), killAt(second, 1, 'all')];
    const around = next >= POINT_NAMES.length;
    const slow = around || first === 'poll:recorded' || second === 'poll:recorded';
    return { name: `${first}, then ${second}`, photos: around ? 4 * PHOTOS : PHOTOS, acts, ...(slow && SLOW) };
  });
}

/** Killed when almost nothing, or nothing but the report, was left to do. */
export function atTheLastPhoto(): Play[] {
  const points = ['export:name-recorded', 'export:written', 'export:recorded', 'export:cleaned'] as const;
  return points.map((point) => ({
    name: `${point} of the last photo`,
    photos: PHOTOS,
    acts: [killAt(point, PHOTOS, 'app')],
  }));
}

/** Files left half-written, by the app or by its imaging process. */
export function halfWrittenFiles(): Play[] {
  const cut = (method: 'write' | 'writeFile', n: number, victims: 'imaging' | 'both', times = 1): Play => {
    const what = method === 'write' ? 'result' : 'copy to send';
    const who = victims === 'both' ? 'both processes die' : `the imaging process dies${times > 1 ? ' twice' : ''}`;
    return {
      name: `${what} ${n} half-written, ${who}`,
      photos: PHOTOS,
      acts: [{ cut: { method, n, victims, times } }],
    };
  };
  return [
    cut('write', 1, 'imaging'),
    cut('write', 3, 'imaging'),
    cut('write', 1, 'both'),
    cut('write', 3, 'both'),
    cut('write', 1, 'imaging', 2),
    cut('writeFile', 1, 'imaging'),
    cut('writeFile', 2, 'both'),
    cut('writeFile', 1, 'imaging', 2),
    { name: 'download 1 half-written, the app dies', photos: PHOTOS, acts: [{ dieAmidWrite: 1 }] },
    { name: 'download 3 half-written, the app dies', photos: PHOTOS, acts: [{ dieAmidWrite: 3 }] },
  ];
}

const CHECKPOINT_SPINS = [0, 2_000, 20_000, 60_000];

/** Killed while the journal is being copied into the queue file. */
export function duringCheckpoints(): Play[] {
  const points = ['submit:intent-recorded', 'poll:done-recorded', 'download:recorded', 'export:name-recorded'] as const;
  return points.flatMap((point) =>
    CHECKPOINT_SPINS.map((spins): Play => {
      const kill = { point, n: 2, victims: 'all', checkpoint: { spins } } as const;
      return { name: `checkpoint at ${point}, ${spins} turns in`, photos: PHOTOS, acts: [{ kill }] };
    }),
  );
}

/** One shoot that is killed at each point in turn; early points first, so that there is enough left for the late ones. */
export function throughAllPoints(): Play {
  const acts = POINT_NAMES.map((point, index) => killAt(point, 1, index % 2 === 0 ? 'app' : 'all'));
  return { name: 'one shoot, killed at every point', photos: 24, acts, ...SLOW };
}
