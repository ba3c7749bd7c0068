import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { systemCode } from '../../base/reason.ts';
import { closeStore, MONEY_FILE, openStore, QUEUE_FILE } from '../open.ts';
import { MoneyLog, parseRecord } from '../record/money-log.ts';
import { recordFile } from '../record/record-file.ts';
import { dataFolders, findKeptResults, sumsOf } from '../result-files.ts';
import { refuseNewer, SCHEMA_VERSION } from '../schema.ts';
import { pathsBelow } from '../store/data-paths.ts';
import { begin } from './reconcile.ts';
import { parseUnaccounted, UNACCOUNTED, unaccountedMessage } from './unaccounted.ts';

/** One thing that was looked at. `trouble`: it needs a repair, or can't be accounted for. */
export interface Finding {
  readonly kind: 'good' | 'repaired' | 'trouble';
  readonly message: string;
}

/** A kept result as the list has it. */
interface Listed {
  readonly key: string;
  readonly submitted: string;
  readonly retouched: string;
  readonly submitted_sha256: string | null;
  readonly retouched_sha256: string | null;
}

/**
 * Verifies a data folder without changing it: the queue file, the record of money against it, and every kept result by its
 * checksum. The caller holds the claim on the folder. Throws what the file system throws.
 */
export async function checkData(root: string): Promise<Finding[]> {
  const folders = await dataFolders(root);
  const record = parseRecord(recordFile(join(root, MONEY_FILE)).read() ?? '');
  const pairs = await findKeptResults(folders.results);
  const queue = lookAtQueue(join(root, QUEUE_FILE));
  const findings: Finding[] = [];
  if (queue.kind === 'none') {
    const empty = pairs.size === 0 && record.lines.length === 0;
    if (empty) return [good('There is no queue in this data folder, and nothing that was paid for.')];
    findings.push(trouble('The queue file is missing or empty, though photos were paid for here.'));
  } else if (queue.kind === 'damaged') {
    findings.push(trouble(`The queue file is damaged (${queue.problem}).`));
  } else {
    findings.push(good(`The queue file is whole: ${queue.photos} photos.`));
    const open = parseUnaccounted(queue.unaccounted);
    if (open !== undefined) findings.push(trouble(unaccountedMessage(open)));
  }
  findings.push(...recordFindings(record, queue.kind === 'whole' ? queue.mark : undefined));
  const listed = queue.kind === 'whole' ? queue.results : [];
  findings.push(...(await keptFindings(root, listed, pairs)));
  return findings;
}

/**
 * Repairs what can be repaired: makes a lost queue anew, writes the record of money anew where it does not fit, takes kept
 * results that no list names, notes checksums that are missing. A person who asks for this has read what is not accounted for.
 */
export async function repairData(root: string, now: () => number): Promise<Finding[]> {
  const folders = await dataFolders(root);
  const { store, notices } = await openStore(root, folders, now);
  const findings: Finding[] = notices.map(({ message }) => ({ kind: 'repaired', message }));
  try {
    if (store.unaccounted() !== undefined) {
      store.accept();
      findings.push(repaired('Photos are sent again from now on. Those that need your decision still wait for it.'));
    }
    const log = new MoneyLog(recordFile(join(root, MONEY_FILE)), now);
    if (!log.read().whole) {
      begin(store, log);
      findings.push(repaired('The record of money was written anew from the queue.'));
    }
    let adopted = 0;
    for (const [key, pair] of await findKeptResults(folders.results)) {
      const listed = store.result(key);
      if (listed === undefined ? !store.mayAdopt(key) : listed.sums !== undefined) continue;
      if (listed === undefined) adopted++;
      store.adoptResult(key, { ...pair, sums: await sumsOf(pair) }, now());
    }
    if (adopted > 0) findings.push(repaired(`${adopted} kept results were taken into the list again.`));
  } finally {
    closeStore(store);
  }
  return [...findings, ...(await checkData(root))];
}

type Looked =
  | { readonly kind: 'none' }
  | { readonly kind: 'damaged'; readonly problem: string }
  | {
      readonly kind: 'whole';
      readonly photos: number;
      readonly mark: string | undefined;
      readonly unaccounted: string | undefined;
      readonly results: readonly Listed[];
    };

function lookAtQueue(path: string): Looked {
  if (!existsSync(path) || statSync(path).size === 0) return { kind: 'none' };
  let db: Database.Database | undefined;
  try {
    db = new Database(path, { readonly: true });
    const problem = db.pragma('integrity_check(1)', { simple: true }) as string;
    if (problem !== 'ok') return { kind: 'damaged', problem };
    const version = db.pragma('user_version', { simple: true }) as number;
    refuseNewer(version);
    if (version < SCHEMA_VERSION) {
      return { kind: 'damaged', problem: 'it is of an earlier version, and is brought up to date at the next start' };
    }
    const meta = db.prepare<[string], string>('SELECT value FROM meta WHERE key = ?').pluck();
    return {
      kind: 'whole',
      photos: db.prepare<[], number>('SELECT COUNT(*) FROM jobs').pluck().get() ?? 0,
      mark: meta.get('money-mark'),
      unaccounted: meta.get(UNACCOUNTED),
      results: db.prepare<[], Listed>('SELECT * FROM results ORDER BY key').all(),
    };
  } catch (error) {
    const code = systemCode(error) ?? '';
    if (!code.startsWith('SQLITE_')) throw error;
    return { kind: 'damaged', problem: code };
  } finally {
    db?.close();
  }
}

function recordFindings(record: ReturnType<typeof parseRecord>, mark: string | undefined): Finding[] {
  if (record.lines.length === 0) return [trouble('The record of money (money.log) is missing or empty.')];
  const found: Finding[] = [];
  if (!record.whole) {
    found.push(trouble(`The record of money is not whole: ${record.damaged} damaged lines, or lines are missing.`));
  }
  const last = record.lines.at(-1);
  if (mark !== undefined && `${last?.entry.n} ${last?.sum}` !== mark) {
    found.push(trouble('The queue file and the record of money do not end at the same place: one of them is older.'));
  }
  return found.length > 0 ? found : [good(`The record of money is whole: ${record.lines.length} lines.`)];
}

async function keptFindings(
  root: string,
  listed: readonly Listed[],
  pairs: Awaited<ReturnType<typeof findKeptResults>>,
): Promise<Finding[]> {
  const paths = pathsBelow(root);
  const bad: string[] = [];
  let whole = 0;
  let unseen = 0;
  for (const result of listed) {
    const pair = { submitted: paths.full(result.submitted), retouched: paths.full(result.retouched) };
    const sums = await sumsIfThere(pair);
    if (sums === undefined) bad.push(`${result.key.slice(0, 12)}… is missing`);
    else if (result.submitted_sha256 === null || result.retouched_sha256 === null) unseen++;
    else if (sums.submitted !== result.submitted_sha256 || sums.retouched !== result.retouched_sha256) {
      bad.push(`${result.key.slice(0, 12)}… is damaged`);
    } else whole++;
  }
  const known = new Set(listed.map(({ key }) => key));
  const unlisted = [...pairs.keys()].filter((key) => !known.has(key)).length;
  return [
    good(
      `${whole} kept results are as they were kept${unseen > 0 ? `; ${unseen} older ones have no checksum yet` : ''}.`,
    ),
    ...(unlisted > 0 ? [trouble(`${unlisted} kept results are in no list.`)] : []),
    ...bad.map((what) => trouble(`The kept result ${what}. If its photo is wanted again, you will be asked first.`)),
  ];
}

async function sumsIfThere(pair: {
  submitted: string;
  retouched: string;
}): Promise<{ submitted: string; retouched: string } | undefined> {
  try {
    return await sumsOf(pair);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

const good = (message: string): Finding => ({ kind: 'good', message });
const repaired = (message: string): Finding => ({ kind: 'repaired', message });
const trouble = (message: string): Finding => ({ kind: 'trouble', message });
