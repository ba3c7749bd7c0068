export { outputExtension } from './encode-name.ts';
export type { PhotoFacts, PhotoFactsAnswer } from './facts/photo-facts.ts';
export type { FidelityReport, FullSizeAnswer, FullSizeRequest } from './full-size-types.ts';
export type { Placeholder } from './placeholder.ts';
export type { ImagingChild, SpawnImaging } from './process/child.ts';
export { startImaging, type Imaging } from './process/client.ts';
export { forkImaging } from './process/fork.ts';
