import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeRgb } from '../../electron/imaging/codec.ts';
import type { Line, QueueFile } from './queue-file.ts';
import type { Scene } from './scene.ts';
import { filesBelow, printOf, sha256 } from './shoot.ts';

const REPORT = 'afterglow-report.json';
/** How the demo service's result addresses look. */
const ADDRESS = /\/r\/[A-Za-z0-9_-]{32}/;

/** What must hold at every moment, also between a crash and the next start. Each finding is one line of plain words. */
export async function inspectAnytime(scene: Scene): Promise<string[]> {
  const found: string[] = [];
  if ((await printOf(scene.source)) !== scene.untouched) found.push('an original was changed');
  const queue = await scene.queue();
  if (queue !== undefined) {
    if (queue.problems !== 'ok') found.push(`the queue file is damaged: ${queue.problems}`);
    if (queue.texts.some((text) => ADDRESS.test(text))) found.push('a result address is outside of its column');
    for (const { state, result_url: url, relative_path: path } of queue.lines) {
      if (url !== null && state !== 'ready') found.push(`${path} is ${state} and still has its result address`);
    }
  }
  for (const name of await filesBelow(scene.dataDir)) {
    const bytes = (await readFile(join(scene.dataDir, name))).toString('latin1');
    if (bytes.includes(scene.key)) found.push(`the key is in ${name}`);
    if (!name.startsWith('queue.sqlite') && ADDRESS.test(bytes)) found.push(`a result address is in ${name}`);
  }
  for (const text of [...scene.said, ...(await reports(scene))]) {
    if (text.includes(scene.key)) found.push('the key was printed or reported');
    if (ADDRESS.test(text)) found.push('a result address was printed or reported');
  }
  for (const { rule, detail } of scene.service.violations) found.push(`against the service's rules: ${rule} ${detail}`);
  for (const name of await filesBelow(scene.output)) {
    // What has a final name is complete at every moment; temporary files are not.
    if (name !== REPORT && !/(^|\/)\./.test(name)) found.push(...(await pictureTrouble(scene, name)));
  }
  return found;
}

/**
 * What must hold when every photo is through.
 * @param boughtAgain relative paths of photos that a person decided to pay again for, as often as that happened
 */
export async function inspectFinished(scene: Scene, boughtAgain: readonly string[]): Promise<string[]> {
  const found = await inspectAnytime(scene);
  const queue = await scene.queue();
  if (queue === undefined) return [...found, 'there is no queue file'];
  if (queue.lines.length !== scene.photos) found.push(`${queue.lines.length} photos instead of ${scene.photos}`);
  for (const { state, relative_path: path } of queue.lines) {
    if (state !== 'exported') found.push(`${path} is ${state} instead of exported`);
  }
  found.push(...(await inspectBills(scene, queue, boughtAgain)));
  found.push(...(await inspectOutput(scene, queue)));
  const raw = (await readFile(join(scene.dataDir, 'queue.sqlite'))).toString('latin1');
  if (ADDRESS.test(raw)) found.push('a result address is left in the bytes of the queue file');
  const work = await filesBelow(join(scene.dataDir, 'work'));
  if (work.length > 0) found.push(`left in the work folder: ${work.join(', ')}`);
  const kept = new Set([...queue.results.values()].flatMap(({ submitted, retouched }) => [submitted, retouched]));
  const stray = (await filesBelow(scene.dataDir)).filter(
    (name) => name.startsWith('results/') && !kept.has(join(scene.dataDir, name)),
  );
  if (stray.length > 0) found.push(`in the results folder, but in no list: ${stray.join(', ')}`);
  return found;
}

/** The service's ledger against the photos: each different photo once, plus once for each time that a person said so. */
async function inspectBills(scene: Scene, queue: QueueFile, boughtAgain: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  const sentAs = new Map<string, string>();
  for (const [key, { submitted }] of queue.results) sentAs.set(key, sha256(await readFile(submitted)));
  const keyOf = (path: string) => queue.lines.find((line) => line.relative_path === path)?.result_key ?? '';
  const keys = new Set(queue.lines.map((line) => line.result_key ?? ''));
  const bills = new Map<string, number>();
  for (const entry of scene.service.ledger) bills.set(entry.sha256, (bills.get(entry.sha256) ?? 0) + 1);
  for (const key of keys) {
    const sent = sentAs.get(key);
    const n = sent === undefined ? 0 : (bills.get(sent) ?? 0);
    const allowed = 1 + boughtAgain.filter((path) => keyOf(path) === key).length;
    if (sent === undefined) found.push(`no kept result for ${key.slice(0, 8)}`);
    else if (n < 1 || n > allowed)
      found.push(`${key.slice(0, 8)} was billed ${n} times, ${allowed} at most were wanted`);
    if (sent !== undefined) bills.delete(sent);
  }
  for (const [sent, n] of bills)
    found.push(`billed ${n} times for a picture that is none of the shoot: ${sent.slice(0, 8)}`);
  return found;
}

async function inspectOutput(scene: Scene, queue: QueueFile): Promise<string[]> {
  const found: string[] = [];
  const names = await filesBelow(scene.output);
  const wanted = new Set(queue.lines.map(outputOf).filter((path) => path !== undefined));
  if (wanted.size !== queue.lines.length) found.push('two photos share an output, or one has none');
  for (const name of names) {
    if (name !== REPORT && !wanted.has(join(scene.output, name))) found.push(`left in the output folder: ${name}`);
  }
  for (const path of wanted) {
    if (!names.some((name) => join(scene.output, name) === path)) found.push(`the output ${path} is not there`);
  }
  const [report] = await reports(scene);
  const photos = report === undefined ? [] : (JSON.parse(report) as { photos: { state: string }[] }).photos;
  const told = photos.filter(({ state }) => state === 'exported').length;
  if (told !== queue.lines.length) found.push(`the report tells of ${told} exported photos`);
  return found;
}

/** The output of an exported photo, absolute. */
export function outputOf(line: Line): string | undefined {
  return (JSON.parse(line.data) as { output?: string }).output;
}

async function pictureTrouble(scene: Scene, name: string): Promise<string[]> {
  try {
    const { width, height } = await decodeRgb(await readFile(join(scene.output, name)));
    return width === 96 && height === 72 ? [] : [`the output ${name} has ${width}x${height} pixels`];
  } catch (error) {
    return [`the output ${name} is damaged: ${String(error)}`];
  }
}

async function reports(scene: Scene): Promise<string[]> {
  const names = (await filesBelow(scene.output)).filter((name) => name === REPORT);
  return Promise.all(names.map((name) => readFile(join(scene.output, name), 'utf8')));
}
