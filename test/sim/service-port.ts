import { localAnswer, systemTrouble } from '../../electron/base/system-errors.ts';
import { classify } from '../../electron/ailab/classify.ts';
import { taskIdOf } from '../../electron/ailab/task-id.ts';
import { NO_ADDRESS } from '../../electron/queue/outcome.ts';
import type {
  CreditsAnswer,
  DownloadAnswer,
  PollAnswer,
  ServiceFailure,
  ServicePort,
  SubmitAnswer,
  SubmitRequest,
} from '../../electron/queue/ports.ts';
import type { Disk } from './disk.ts';
import type { Faults } from './faults.ts';
import type { Life } from './life.ts';
import type { Random } from './random.ts';
import type { VendorModel } from './service-model.ts';
import { FIRST_HOST, why, type Task } from './service-model.ts';

export type RequestKind = 'submit' | 'poll' | 'download' | 'credits';

interface Wire {
  readonly life: Life;
  readonly run: number;
  readonly vendor: VendorModel;
  readonly disk: Disk;
  readonly random: Random;
  readonly faults: Faults;
  readonly count: (kind: RequestKind) => void;
  /** The service took a photo. */
  readonly accepted: () => void;
}

/** The service as one life of the client sees it over a bad line. */
export function servicePort(id: string, wire: Wire): ServicePort {
  return {
    id,
    submit: (request) => submit(wire, request),
    poll: (task, signal) => poll(wire, task, signal),
    download: (url, path, signal) => download(wire, url, path, signal),
    credits: () => credits(wire),
  };
}

const failure = (kind: ServiceFailure['kind'], retryAfterMs?: number): ServiceFailure => ({
  kind,
  reason: why(kind),
  ...(retryAfterMs !== undefined && { retryAfterMs }),
});

async function submit(wire: Wire, request: SubmitRequest): Promise<SubmitAnswer> {
  const { life, random, faults, vendor, disk } = wire;
  life.check();
  wire.count('submit');
  const file = disk.read(request.submission.path);
  if (file === undefined) return { kind: 'not-sent', offline: false, reason: why('ENOENT') };
  const { content } = file;
  const job = /work\/(?<job>[^.]+)\./.exec(request.submission.path)?.groups?.['job'] ?? '';
  const pieces = 3;
  for (let piece = 1; piece <= pieces; piece++) {
    if (faults.offline) return { kind: 'not-sent', offline: true, reason: why('offline') };
    if (random.chance(faults.cut / pieces))
      return { kind: 'not-sent', offline: random.chance(0.5), reason: why('cut') };
    await life.wait(random.logUniform(20, 2_000));
    if (request.signal.aborted) return { kind: 'not-sent', offline: false, reason: why('cancelled') };
    request.onProgress?.(piece, pieces);
  }
  // The body has left. What happens at the service happens, whether or not this life sees the answer.
  if (faults.portal) {
    if (random.chance(0.7)) return { kind: 'not-sent', offline: true, reason: why('no-secure-connection') };
    return { kind: 'unclear', offline: true, reason: why('portal') };
  }
  if (random.chance(faults.gateway)) return { kind: 'unclear', offline: false, reason: why('gateway') };
  const objection = vendor.objection(content);
  let answer: SubmitAnswer;
  if (objection !== undefined) {
    answer = { kind: 'refused', failure: failure(objection.kind, objection.retryAfterMs) };
  } else if (random.chance(faults.inline)) {
    vendor.takeInline(content, job, wire.run);
    const path = `${request.submission.path}.answer`;
    await life.wait(random.logUniform(10, 1_000));
    try {
      disk.write(path, content);
    } catch {
      return { kind: 'unclear', offline: false, reason: why('ENOSPC') };
    }
    answer = { kind: 'picture', path };
  } else {
    const task: Task = vendor.take(content, job, wire.run);
    const repeats = vendor.asked.size > 0 && random.chance(faults.repeatedId);
    wire.accepted();
    answer = { kind: 'accepted', taskId: repeats ? random.pick([...vendor.asked]) : task.id };
    if (random.chance(faults.idInError)) answer = errorWith(answer.taskId, random);
  }
  await life.wait(random.logUniform(10, 3_000));
  if (random.chance(faults.answerLost) || faults.offline || request.signal.aborted) {
    return { kind: 'unclear', offline: faults.offline || random.chance(0.5), reason: why('answer-lost') };
  }
  return answer;
}

const JUDGED_NOW = 0;

/** An error answer with the number of a task that was made, as the client reads it. */
function errorWith(task: string, random: Random): SubmitAnswer {
  const [status, code] = random.pick([
    [400, 'ERROR_PARAMETERS'],
    [422, 'ERROR_NO_FACE_IN_FILE'],
    [429, 'EXCEEDING_LIMITS'],
    [500, 'PROCESSING_FAILURE'],
  ] as const);
  const place = random.pick([{ task_id: task }, { data: { task_id: task } }]);
  const body = { kind: 'json', value: { ...place, error_detail: { code } } } as const;
  const taskId = taskIdOf(body);
  if (taskId !== undefined) return { kind: 'unclear', offline: false, reason: why(code), taskId };
  const told = classify({ call: 'submit', status, retryAfter: undefined, body, now: JUDGED_NOW });
  return { kind: 'refused', failure: told.failure };
}

/** A 4xx about anything but the picture, as the client judges it. */
function refusedQuestion(random: Random): PollAnswer {
  const [status, code] = random.pick([
    [400, 'ERROR_PARAMETERS'],
    [404, 'ERROR_RESOURCE_NOT_FOUND'],
    [409, 'ERROR_TASK_CONFLICT'],
    [410, 'ERROR_RESOURCE_RECLAIMED'],
    [413, 'ERROR_REQUEST_BODY_TOO_LARGE'],
    [418, 'ERROR_OF_TOMORROW'],
  ] as const);
  const body = { kind: 'json', value: { error_code: status, error_detail: { code } } } as const;
  const told = classify({ call: 'poll', status, retryAfter: undefined, body, now: JUDGED_NOW });
  if (told.verdict === 'ended') return { kind: 'ended', failure: told.failure };
  return { kind: 'try-again', failure: told.failure, offline: told.offline };
}

async function poll(wire: Wire, task: string, signal: AbortSignal): Promise<PollAnswer> {
  const { life, random, faults, vendor } = wire;
  life.check();
  wire.count('poll');
  await life.wait(random.logUniform(10, 1_500));
  const again = (kind: ServiceFailure['kind'], offline: boolean): PollAnswer => ({
    kind: 'try-again',
    failure: failure(kind),
    offline,
  });
  if (signal.aborted) return again('transient', false);
  if (faults.offline || faults.portal) return again('transient', true);
  if (faults.wrongKey) return again('key', false);
  if (faults.locked) return again('locked', false);
  if (faults.withdrawn) return again('withdrawn', false);
  if (faults.outage || random.chance(faults.pollError))
    return again(random.pick(['transient', 'rate']), random.chance(0.2));
  if (random.chance(faults.pollUnknownTask)) return again('task-gone', false);
  if (random.chance(faults.pollRefused) || vendor.isMute(task)) return refusedQuestion(random);
  // It may say anything of a task that it has billed; nothing that it says makes that one free.
  if (random.chance(faults.disowned) && vendor.wasDone(task)) {
    return { kind: 'ended', failure: failure(random.pick(['transient', 'photo'])) };
  }
  const answer = vendor.ask(task);
  switch (answer.state) {
    case 'working':
      return { kind: random.pick(['queued', 'processing']) };
    case 'done':
      if (random.chance(faults.noAddress))
        return { kind: 'try-again', offline: false, failure: { kind: 'transient', reason: why(NO_ADDRESS) } };
      return { kind: 'done', url: answer.url };
    case 'gone':
      return again('task-gone', false);
    case 'failed':
      return { kind: 'ended', failure: failure('transient') };
    case 'photo':
      return { kind: 'ended', failure: failure('photo') };
  }
}

async function download(wire: Wire, url: string, path: string, signal: AbortSignal): Promise<DownloadAnswer> {
  const { life, random, faults, vendor, disk } = wire;
  life.check();
  wire.count('download');
  await life.wait(random.logUniform(50, 5_000));
  if (signal.aborted) return { kind: 'try-again', offline: false, reason: why('cancelled') };
  if (faults.offline) return { kind: 'try-again', offline: true, reason: why('offline') };
  if (faults.hostDead && url.startsWith(FIRST_HOST)) {
    return random.chance(0.5)
      ? { kind: 'try-again', offline: true, reason: why('connection-refused') }
      : { kind: 'try-again', offline: false, hostFault: true, reason: why('no-answer') };
  }
  if (faults.portal || random.chance(faults.downloadCut)) {
    return { kind: 'try-again', offline: false, reason: why('truncated') };
  }
  const content = vendor.fetch(url);
  if (content === undefined) return { kind: 'gone', reason: why('expired') };
  try {
    disk.write(path, random.chance(faults.downloadDamaged) ? 'damaged' : content);
  } catch {
    return localAnswer(systemTrouble('ENOSPC', 'data', path));
  }
  await life.wait(5);
  return { kind: 'saved', bytes: 1_000, contentType: 'image/jpeg' };
}

async function credits(wire: Wire): Promise<CreditsAnswer> {
  const { life, random, faults, vendor } = wire;
  life.check();
  wire.count('credits');
  await life.wait(random.logUniform(10, 1_000));
  const failed = (kind: ServiceFailure['kind'], offline: boolean): CreditsAnswer => ({
    kind: 'failed',
    failure: failure(kind),
    offline,
  });
  if (faults.offline || faults.portal) return failed('transient', true);
  if (faults.wrongKey) return failed('key', false);
  if (faults.locked) return failed('locked', false);
  if (faults.outage) return failed('transient', false);
  vendor.settle();
  return { kind: 'balance', credits: vendor.credits };
}
