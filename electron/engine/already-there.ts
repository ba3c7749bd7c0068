import { join } from 'node:path';
import { systemCode, type Reason } from '../base/reason.ts';
import { intact, inTheWay } from '../export/index.ts';
import { namingRulesOf } from '../export/file-name.ts';
import { createNames } from '../export/names.ts';
import { outputExtension, type Imaging } from '../imaging/index.ts';
import type { JobStore, RetouchSettings } from '../queue/index.ts';
import { earlierOf } from './earlier.ts';
import { namedPath, type ExportSettings } from './export-settings.ts';

interface Photo {
  readonly source: string;
  readonly relativePath: string;
  readonly settings: RetouchSettings;
  readonly wish?: Readonly<Record<string, unknown>>;
}

/** A photo whose result would not be written, since a file of that name is in the output folder. */
export interface AlreadyThere<P extends Photo> {
  readonly photo: P;
  readonly output: string;
  readonly reason: Reason;
}

export interface AlreadyThereDeps {
  readonly store: JobStore;
  readonly imaging: Imaging;
  /** Id of the service that would be paid. */
  readonly service: string;
  /** What identifies the picture in a file. */
  readonly pictureKey: (path: string, signal: AbortSignal) => Promise<string>;
}

/**
 * With the rule `skip`, finds the photos that the export would leave out: before they are paid for, not after. Decides as the
 * exporter will: an earlier result of the same photo, just as asked for, is no conflict. What it can't tell from a file's header
 * goes on to the queue.
 */
export async function findAlreadyThere<P extends Photo>(
  { store, imaging, service, pictureKey }: AlreadyThereDeps,
  photos: readonly P[],
  outputRoot: string,
  settings: ExportSettings,
  signal: AbortSignal,
): Promise<{ wanted: P[]; there: AlreadyThere<P>[] }> {
  if (settings.onConflict !== 'skip') return { wanted: [...photos], there: [] };
  const names = createNames(outputRoot, []);
  const rules = namingRulesOf(process.platform);
  /** Reads the photo only where something of its name was written before. */
  const earlier = async ({ source, relativePath, settings: retouch, wish = {} }: P) => {
    if (!store.wroteThere(outputRoot, namedPath(relativePath, wish))) return [];
    const picture = await pictureKey(source, signal);
    const order = { service, picture, settings: retouch, wish, options: settings, root: outputRoot, relativePath };
    return intact(earlierOf(store, order), signal);
  };
  const wanted: P[] = [];
  const there: AlreadyThere<P>[] = [];
  for (const photo of photos) {
    const facts = await imaging.probe(photo.source, signal);
    if (facts.kind !== 'picture') {
      wanted.push(photo);
      continue;
    }
    const relativePath = namedPath(photo.relativePath, photo.wish ?? {});
    const { extension } = outputExtension(relativePath, facts.format, settings.format);
    try {
      const plan = await names.claim(photo.source, {
        relativePath,
        extension,
        rule: 'skip',
        rules,
        folderRules: rules,
      });
      const own = plan.kind === 'skip' ? await earlier(photo) : [];
      if (plan.kind !== 'skip' || own.some(({ same }) => same || settings.replacesOwn === true)) {
        wanted.push(photo);
        continue;
      }
      const output = join(outputRoot, plan.relativePath);
      const reason = inTheWay(
        plan.relativePath,
        own.some((each) => each.output === output),
      );
      there.push({ photo, output, reason });
    } catch (error) {
      // What stands in the way there is for the export to tell.
      if (systemCode(error) === undefined) throw error;
      wanted.push(photo);
    }
  }
  return { wanted, there };
}
