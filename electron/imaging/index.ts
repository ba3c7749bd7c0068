export { outputExtension } from './encode-name.ts';
export type { FidelityReport, FullSizeAnswer, FullSizeRequest } from './full-size-types.ts';
export type { ImagingChild, SpawnImaging } from './process/child.ts';
export { startImaging, type Imaging } from './process/client.ts';
export { forkImaging } from './process/fork.ts';
