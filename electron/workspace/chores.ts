import type { Pictures } from './pictures.ts';
import type { WorkspaceDeps } from './deps.ts';

/** The window is there by then, and hardly anybody has chosen a folder yet. */
const WARM_MS = 700;
const TIDY_MS = 20_000;

/** Does a while after the start what nobody shall wait for. Returns the function that calls it off. */
export function beginChores({ clock, engine, log }: WorkspaceDeps, pictures: Pictures): () => void {
  const timers = [
    clock.after(WARM_MS, () => engine.imaging.warm()),
    clock.after(TIDY_MS, () => {
      pictures.tidy().catch((error: unknown) => log('the kept pictures could not be looked through', error));
    }),
  ];
  return () => timers.forEach((cancel) => cancel());
}
