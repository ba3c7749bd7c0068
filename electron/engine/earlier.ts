import type { EarlierResult, EarlierResults } from '../export/index.ts';
import { resultKey, type ExportRequest, type JobStore, type WrittenResult } from '../queue/index.ts';
import { exportSettings, namedPath, wishedFade, wishedMarks, type ExportSettings } from './export-settings.ts';

/** A photo as it was ordered. */
export interface Order {
  readonly service: string;
  /** What identifies the original's picture. */
  readonly picture: string;
  readonly settings: ExportRequest['settings'];
  readonly wish: Readonly<Record<string, unknown>>;
  readonly options: ExportSettings;
}

/** All that was asked for, as one text: equal for equal orders of one picture. Where the result goes and on what terms is no part of it. */
function wantedOf({ service, picture, settings, wish, options }: Order): string {
  const { size, format, quality, metadata, history } = options;
  return JSON.stringify([
    resultKey(picture, settings, service),
    size,
    format,
    quality,
    metadata,
    history !== false,
    wishedFade(wish),
    wishedMarks(wish) ?? null,
  ]);
}

/** Results that earlier exports left of an order by a name in an output folder, the same order's first. */
export function earlierOf(
  store: JobStore,
  { root, relativePath, ...order }: Order & { readonly root: string; readonly relativePath: string },
): (EarlierResult & { readonly job: string })[] {
  const wanted = wantedOf(order);
  const kept = store.result(resultKey(order.picture, order.settings, order.service))?.sums?.retouched;
  // Another picture that the service gave since, for instance after a doubt, is another result.
  const isSame = ({ wanted: was, retouched }: WrittenResult): boolean =>
    was === wanted && (kept === undefined || retouched === '' || retouched === kept);
  return store
    .writtenOf(root, namedPath(relativePath, order.wish), order.picture)
    .map((written) => ({ ...written, same: isSame(written), details: detailsOf(store, written) }))
    .sort((a, b) => Number(b.same) - Number(a.same));
}

function detailsOf(store: JobStore, { job: id, bytes }: WrittenResult): Readonly<Record<string, unknown>> {
  const job = store.job(id);
  return job?.state === 'exported' ? job.details : { bytes };
}

/** What the exporter knows of earlier exports: the queue's record of them. */
export function earlierResults(store: JobStore): EarlierResults<ExportRequest> {
  const orderOf = (request: ExportRequest) => {
    const batch = store.batch(request.batch);
    if (batch === undefined) throw new Error(`no such batch: ${request.batch}`);
    const { settings, wish, originalPicture: picture, relativePath } = request;
    const options = exportSettings(batch.options);
    return { root: batch.outputRoot, service: batch.service, picture, settings, wish, options, relativePath };
  };
  return {
    // What an interrupted export of the photo itself left is for that to go on with.
    of: (request) =>
      earlierOf(store, orderOf(request)).map(({ job, ...result }) => ({
        ...result,
        same: result.same && job !== request.job,
      })),
    note(request, output, file) {
      const order = orderOf(request);
      const { root, picture, service, settings } = order;
      store.noteWritten({
        ...file,
        output,
        root,
        name: namedPath(order.relativePath, order.wish),
        picture,
        wanted: wantedOf(order),
        retouched: store.result(resultKey(picture, settings, service))?.sums?.retouched ?? '',
        job: request.job,
      });
    },
  };
}
