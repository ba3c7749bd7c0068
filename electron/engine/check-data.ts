import { join } from 'node:path';
import { systemClock, type Clock } from '../base/clock.ts';
import { ReasonError } from '../base/reason.ts';
import { checkData, claim, makeDataFolderPrivate, repairData, type Finding } from '../queue/index.ts';

/**
 * Verifies a data folder, and repairs it where that is asked for.
 * @throws ReasonError `another-process` when the app or another command line works with it, and what the file system throws
 */
export async function checkDataFolder(
  dataDir: string,
  repair: boolean,
  clock: Clock = systemClock,
): Promise<Finding[]> {
  makeDataFolderPrivate(dataDir);
  const ownership = claim(join(dataDir, 'owner.lock'));
  if (ownership === undefined) {
    throw new ReasonError(
      'another-process',
      'Afterglow is working with this data folder, in its window or in another command line. Close that one first.',
    );
  }
  try {
    return await (repair ? repairData(dataDir, () => clock.now()) : checkData(dataDir));
  } finally {
    ownership.release();
  }
}
