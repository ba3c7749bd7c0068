import { join } from 'node:path';
import { systemCode } from '../base/reason.ts';
import { namingRulesOf } from '../export/file-name.ts';
import { createNames } from '../export/names.ts';
import { outputExtension, type Imaging } from '../imaging/index.ts';
import { namedPath, type ExportSettings } from './exporting.ts';

interface Photo {
  readonly source: string;
  readonly relativePath: string;
  readonly wish?: Readonly<Record<string, unknown>>;
}

/** A photo whose result would not be written, since a file of that name is in the output folder. */
export interface AlreadyThere<P extends Photo> {
  readonly photo: P;
  readonly output: string;
}

/**
 * With the rule `skip`, finds the photos that the export would leave out: before they are paid for, not after. Decides as the
 * exporter will; what it can't tell from a file's header goes on to the queue.
 */
export async function findAlreadyThere<P extends Photo>(
  imaging: Imaging,
  photos: readonly P[],
  outputRoot: string,
  settings: ExportSettings,
  signal: AbortSignal,
): Promise<{ wanted: P[]; there: AlreadyThere<P>[] }> {
  if (settings.onConflict !== 'skip') return { wanted: [...photos], there: [] };
  const names = createNames(outputRoot, []);
  const rules = namingRulesOf(process.platform);
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
      if (plan.kind === 'skip') there.push({ photo, output: join(outputRoot, plan.relativePath) });
      else wanted.push(photo);
    } catch (error) {
      // What stands in the way there is for the export to tell.
      if (systemCode(error) === undefined) throw error;
      wanted.push(photo);
    }
  }
  return { wanted, there };
}
