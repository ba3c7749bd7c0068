export { outputExtension } from './result/encode-name.ts';
export type { PhotoFacts, PhotoFactsAnswer } from './view/photo-facts.ts';
export type { FidelityReport, FullSizeAnswer, FullSizeRequest } from './result/full-size-types.ts';
export type { Placeholder } from './view/placeholder.ts';
export type { FileKeys } from '../formats/picture-key/picture-key.ts';
export type { ImagingChild, SpawnImaging } from './process/child.ts';
export { startImaging, type Imaging } from './process/client.ts';
export { forkImaging } from './process/fork.ts';
