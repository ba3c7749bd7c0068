import type { FidelityView, KeptMetadata, MetadataPolicy } from '../contract/index.ts';
import { exportSettings, type Batch, type Job, type JobStore } from '../engine/index.ts';

/**
 * What was measured of a photo's result when it was written; undefined where there is none. The measurements are kept as they were
 * taken, by whatever version: what is missing or of another kind reads as not known.
 */
export function fidelityOf(job: Job, batch: Batch | undefined): FidelityView | undefined {
  if (job.state !== 'exported' || job.skipped !== undefined) return undefined;
  const { details } = job;
  const number = (name: string): number | undefined => {
    const value = details[name];
    return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
  };
  const oneOf = <T extends string | number>(name: string, known: readonly T[]): T | undefined =>
    known.find((each) => each === details[name]);
  const size = (width: number | undefined, height: number | undefined): FidelityView['original'] =>
    width === undefined || height === undefined ? undefined : { width, height };
  const rule: MetadataPolicy | undefined = batch && exportSettings(batch.options).metadata;
  return {
    original: size(number('originalWidth'), number('originalHeight')),
    result: size(number('width'), number('height')),
    bytes: number('bytes'),
    bitDepth: oneOf('bitDepth', [8, 16] as const),
    profile: oneOf('profile', ['kept', 'converted', 'none'] as const),
    metadata: { exif: oneOf('exif', KEPT), xmp: oneOf('xmp', KEPT), iptc: oneOf('iptc', KEPT) },
    rule,
    quality: number('quality'),
    unchanged: number('unchanged'),
    encoder: oneOf('encoder', ['matched', 'unmatched', 'lossless'] as const),
    reshaped: typeof details['reshaped'] === 'boolean' ? details['reshaped'] : undefined,
    fade: number('fade') ?? 1,
  };
}

/** The same by the id of a photo's latest job. */
export function fidelityIn(store: JobStore, id: string | undefined): FidelityView | undefined {
  const job = id === undefined ? undefined : store.job(id);
  return job && fidelityOf(job, store.batch(job.batch));
}

const KEPT: readonly KeptMetadata[] = ['none', 'kept', 'trimmed', 'removed', 'partly'];
