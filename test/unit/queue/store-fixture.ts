import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { onTestFinished } from 'vitest';
import { resultKey } from '../../../electron/queue/job.ts';
import { JobStore } from '../../../electron/queue/store.ts';
import type { BatchTerms } from '../../../electron/queue/store-types.ts';
import { NOW, SUBMISSION } from './samples.ts';

/** A store in a real file that is removed after the test. */
export function storeOnDisk(): { store: JobStore; path: string; folder: string } {
  const folder = mkdtempSync(join(tmpdir(), 'afterglow-queue-'));
  const path = join(folder, 'queue.sqlite');
  const store = new JobStore(path, () => NOW);
  onTestFinished(() => {
    store.close();
    rmSync(folder, { recursive: true });
  });
  return { store, path, folder };
}

/** Adds a batch of photos named by `ids`; jobs with the same `sha` are the same photo. */
export function addBatch(
  store: JobStore,
  batch: string,
  ids: readonly string[],
  maxCredits?: number,
  service = 'svc',
  terms: BatchTerms = {},
): void {
  store.addBatch(
    { id: batch, service, createdAt: NOW, sourceRoot: 'photos', outputRoot: 'out', options: {}, maxCredits },
    ids.map((id) => ({
      id,
      source: `photos/${id}.jpg`,
      relativePath: `${id}.jpg`,
      settings: { level: 0.5, multiFace: false },
    })),
    terms,
  );
}

/** Takes a queued job to `prepared`. */
export function prepare(store: JobStore, id: string, sha256 = `sha-${id}`, service = 'svc'): string {
  const key = resultKey(sha256, { level: 0.5, multiFace: false }, service);
  const original = { sha256, bytes: 10, modifiedAt: NOW };
  const submission = { ...SUBMISSION, path: `work/${id}.submission.jpg` };
  store.apply(id, { type: 'prepared', original, resultKey: key, submission, notes: [] });
  return key;
}

/** Takes a queued job to `processing`. */
export function send(store: JobStore, id: string, task = `task-${id}`, sha256?: string): string {
  const key = prepare(store, id, sha256);
  expectStarted(store.beginSubmit(id, NOW, 8, Number.POSITIVE_INFINITY).kind);
  store.apply(id, { type: 'submit-accepted', taskId: task, at: NOW, nextAt: NOW });
  return key;
}

function expectStarted(kind: string): void {
  if (kind !== 'started') throw new Error(`the submit was ${kind}`);
}

/** Takes a job that is `processing` to `ready`, billed. */
export function finish(store: JobStore, id: string, task = `task-${id}`, at = NOW): void {
  const ledger = { task, credits: 8, at };
  store.apply(id, { type: 'task-done', url: 'https://r.example/1', expiresAt: NOW + 1 }, { ledger });
}

/** Runs plain SQL on the queue file through a second connection, as damage or a curious person would. */
export function sql<R = unknown>(path: string, text: string, ...values: unknown[]): R[] {
  const db = new Database(path);
  try {
    const statement = db.prepare<unknown[], R>(text);
    if (statement.reader) return statement.all(...values);
    statement.run(...values);
    return [];
  } finally {
    db.close();
  }
}
