import { localAnswer, systemTrouble, troubleOf } from '../../electron/base/system-errors.ts';
import { resultKey } from '../../electron/queue/job.ts';
import type {
  ExportAnswer,
  ExportPort,
  ExportRequest,
  FilePort,
  PicturePort,
  RetouchSettings,
} from '../../electron/queue/ports.ts';
import { systemError, type Disk } from './disk.ts';
import type { Faults } from './faults.ts';
import type { Life } from './life.ts';
import type { Random } from './random.ts';
import { why } from './service-model.ts';

export interface Local {
  readonly life: Life;
  readonly disk: Disk;
  readonly random: Random;
  readonly faults: Faults;
}

/** What a photo's submission copy holds, and what the vendor therefore bills. */
export function contentOf(picture: string, settings: RetouchSettings): string {
  return resultKey(picture, settings, 'sim');
}

export function filePort({ life, disk, random }: Local): FilePort {
  const step = (): Promise<void> => {
    life.check();
    return life.wait(random.logUniform(1, 50));
  };
  return {
    async fingerprint(path, signal) {
      await step();
      signal.throwIfAborted();
      const print = disk.originals.get(path);
      if (print === undefined) throw systemError('ENOENT');
      return print;
    },
    async unchanged(path, print) {
      await step();
      return disk.originals.get(path)?.modifiedAt === print.modifiedAt;
    },
    async exists(path) {
      await step();
      return disk.read(path) !== undefined;
    },
    rootIsThere: async () => true,
    async size(path) {
      await step();
      return disk.read(path)?.content.length ?? 0;
    },
    async sameBytes(a, b) {
      await step();
      const content = disk.read(a)?.content;
      return content !== undefined && content === disk.read(b)?.content;
    },
    submissionTarget: (job) => `work/${job}.submission`,
    downloadTarget: (job) => `work/${job}.download`,
    async keep(key, submission, download, extension) {
      const kept = { submitted: `results/${key}.sent.jpg`, retouched: `results/${key}${extension}` };
      for (const [from, to] of [
        [submission, kept.submitted],
        [download, kept.retouched],
      ] as const) {
        await step();
        if (disk.read(from) === undefined && disk.read(to) !== undefined) continue;
        disk.rename(from, to);
      }
      await step();
      return kept;
    },
    isIntact: () => Promise.resolve(true),
    async setAside({ submitted, retouched }) {
      await step();
      for (const path of [submitted, retouched]) disk.remove(path);
    },
    async sentCopy(key, submission) {
      await step();
      return [submission, `results/${key}.sent.jpg`].find((path) => disk.read(path) !== undefined);
    },
    async putAside(job, path, extension) {
      await step();
      if (disk.read(path) !== undefined) disk.rename(path, `work/${job}.not-this-photo${extension}`);
    },
    async takeBack(job, kept) {
      await step();
      if (disk.read(kept.retouched) !== undefined) disk.rename(kept.retouched, `work/${job}.not-this-photo.jpg`);
      if (disk.read(kept.submitted) !== undefined) disk.rename(kept.submitted, `work/${job}.submission.jpg`);
    },
    async discard(job) {
      await step();
      for (const path of [...disk.files.keys()]) if (path.startsWith(`work/${job}.`)) disk.remove(path);
    },
  };
}

/** @param settingsOf the settings of the job whose submission copy is asked for */
export function picturePort(local: Local, settingsOf: (job: string) => RetouchSettings): PicturePort {
  const { life, disk, random, faults } = local;
  return {
    async prepare(source, target, signal) {
      life.check();
      await life.wait(random.logUniform(10, 3_000));
      signal.throwIfAborted();
      const print = disk.originals.get(source);
      if (print === undefined) return localAnswer(systemTrouble('ENOENT', 'original', source));
      if (random.chance(faults.prepareLocal)) return localAnswer(troubleOf(new Error('crashed'), 'original'));
      if (faults.prepareRefused > 0 && print.picture.endsWith('3'))
        return { kind: 'refused', reason: why('too-small') };
      const path = `${target}.jpg`;
      const job = /work\/(?<job>[^.]+)\./.exec(target)?.groups?.['job'] ?? '';
      try {
        disk.write(path, contentOf(print.picture, settingsOf(job)));
      } catch {
        return localAnswer(systemTrouble('ENOSPC', 'data'));
      }
      await life.wait(1);
      const submission = {
        path,
        bytes: 900,
        width: 40,
        height: 30,
        contentType: 'image/jpeg',
        extension: '.jpg',
      } as const;
      return { kind: 'prepared', submission, notes: [] };
    },
    async check(path, submitted, signal) {
      life.check();
      await life.wait(random.logUniform(5, 500));
      signal.throwIfAborted();
      const file = disk.read(path);
      if (file === undefined || file.content === 'damaged') return { kind: 'damaged', reason: why('not-a-picture') };
      const sent = disk.read(submitted);
      if (sent === undefined) throw systemError('ENOENT');
      const came = { extension: '.jpg', sha256: file.content, submittedSha256: sent.content } as const;
      const alike = file.content === sent.content;
      if (!alike) return { kind: 'unfit', reason: why('result-other-photo'), ...came };
      return { kind: 'picture', width: 40, height: 30, unchanged: false, ...came };
    },
  };
}

/** Writes like the real exporter: name reserved first, then the whole file under its name or nothing. */
export function exportPort({ life, disk, random }: Local, outputRoot: (batch: string) => string): ExportPort {
  const taken = new Map<string, string>();
  const free = (path: string, job: string): boolean =>
    (disk.outputs.get(path)?.job ?? job) === job && (taken.get(path) ?? job) === job;
  const nameFor = (request: ExportRequest): string => {
    const root = outputRoot(request.batch);
    for (let n = 1; ; n++) {
      const path = `${root}/${request.relativePath}${n > 1 ? ` (${n})` : ''}`;
      // A file of its own that this job does not know of is somebody else's, as far as anybody can tell.
      if (!disk.outputs.has(path) && free(path, request.job)) return path;
    }
  };
  return {
    async export(request, reserve, signal): Promise<ExportAnswer> {
      life.check();
      await life.wait(random.logUniform(5, 500));
      signal.throwIfAborted();
      const original = disk.originals.get(request.source);
      if (original === undefined) return { kind: 'failed', reason: why('source-gone') };
      let name = request.planned;
      if (name === undefined || !free(name, request.job)) {
        name = nameFor(request);
        taken.set(name, request.job);
        reserve(name);
      }
      await life.wait(random.logUniform(50, 5_000));
      signal.throwIfAborted();
      if (original.picture !== request.originalPicture) return { kind: 'failed', reason: why('original-changed') };
      const retouched = disk.read(request.retouched);
      if (retouched === undefined || disk.read(request.submitted) === undefined) {
        return { kind: 'failed', reason: why('result-missing') };
      }
      try {
        disk.publish(name, request.job, retouched.content);
      } catch {
        return localAnswer(systemTrouble('ENOSPC', 'output'));
      }
      await life.wait(random.logUniform(1, 100));
      return { kind: 'exported', output: name, details: {} };
    },
  };
}
