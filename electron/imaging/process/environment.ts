import { availableParallelism } from 'node:os';

/** Pictures worked on at once: as many as there are cores, within what memory bears. */
export function imagingSlots(): number {
  return Math.min(8, Math.max(1, availableParallelism()));
}

/** The environment to start an imaging process with; both settings are read before any of its own code runs. */
export function imagingEnvironment(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return {
    ...env,
    // glibc keeps a heap for every thread otherwise, and libvips has many: half the resident memory.
    MALLOC_ARENA_MAX: env['MALLOC_ARENA_MAX'] ?? '2',
    // libvips runs on Node's threads, of which there are four by default; two more keep files moving meanwhile.
    UV_THREADPOOL_SIZE: env['UV_THREADPOOL_SIZE'] ?? String(Math.max(4, imagingSlots() + 2)),
  };
}
