import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DemoService } from '../../../electron/demo/index.ts';
import { idOf } from '../../../electron/engine/service.ts';
import { exiftool, hasExiftool, tagsOf } from '../../helpers/exiftool.ts';
import { OLD_JOBS, writeOldDataFolder } from '../queue/old-data-folder.ts';
import { Studio, summaryOf, toService } from './harness.ts';

let studio: Studio;
let service: DemoService;
beforeEach(async () => {
  studio = await Studio.open();
  service = await studio.service();
  await writeOldDataFolder(studio.dataDir, { service: idOf(service.url), pictures: studio.root });
  // Its task is one of a service that is no more: a run would ask for it for a day.
  change(`DELETE FROM jobs WHERE id = '${OLD_JOBS.processing}'`);
});
afterEach(() => studio[Symbol.asyncDispose]());

/** What an image manager writes while the photographer culls. */
const edit = (name: string, rating: number): Promise<string> =>
  exiftool('-overwrite_original', `-Rating=${rating}`, '-XMP-dc:Subject=bride', '-IPTC:Keywords=bride', at(name));
const at = (name: string): string => join(studio.shoot, name);

function inQueue<T>(work: (db: Database.Database) => T): T {
  const db = new Database(join(studio.dataDir, 'queue.sqlite'));
  try {
    return work(db);
  } finally {
    db.close();
  }
}

function change(sql: string): void {
  inQueue((db) => {
    db.exec(sql);
    db.exec('DELETE FROM counts; INSERT INTO counts SELECT batch, state, COUNT(*) FROM jobs GROUP BY batch, state');
  });
}

/** As if the first release had been ended before it could export the photo. */
async function exportWaits(): Promise<void> {
  await mkdir(join(studio.root, 'out'));
  const data = `json_set(data, '$.failures', 0)`;
  change(`UPDATE jobs SET state = 'retouched', data = ${data} WHERE id = '${OLD_JOBS.exported}'`);
}

const retouch = (...names: string[]) =>
  studio.run(['retouch', ...names.map(at), '--out', studio.out, '--level', '0.5', ...toService(service), '--json']);

describe.skipIf(!hasExiftool)('photos of an earlier version whose metadata was edited before this one met them', () => {
  it('are not paid again, nor are copies with other stars; results have the new stars', async () => {
    await copyFile(at('1.jpg'), at('1 copy.jpg'));
    await edit('1.jpg', 4);
    await edit('1 copy.jpg', 2);
    await edit('2.jpg', 5);
    const ended = await retouch('1.jpg', '2.jpg', '1 copy.jpg');
    expect([ended.code, summaryOf(ended.out)['exported']]).toEqual([0, 3]);
    expect(service.tasks()).toEqual([]);
    expect(service.ledger).toEqual([]);
    expect(inQueue((db) => db.prepare('SELECT COUNT(*), SUM(credits) FROM ledger').raw().get())).toEqual([2, 16]);
    const tags = await tagsOf(
      ['1.jpg', '2.jpg', '1 copy.jpg'].map((name) => join(studio.out, name)),
      '-Rating',
    );
    expect(tags.map((tag) => tag['XMP-xmp:Rating'])).toEqual([4, 5, 2]);
  });

  it('do not end in “original changed” when they wait for their export', async () => {
    await exportWaits();
    await edit('1.jpg', 3);
    await studio.run(['resume', ...toService(service), '--json']);
    const [tags] = await tagsOf([join(studio.root, 'out', '1.jpg')], '-Rating');
    expect(tags?.['XMP-xmp:Rating']).toBe(3);
  });

  it('are not sent while it is undecided whether they were paid', async () => {
    await edit('3.jpg', 1);
    await retouch('3.jpg');
    expect(service.tasks()).toEqual([]);
  });

  it('are new photos once a pixel was edited', async () => {
    await exiftool('-overwrite_original', '-Orientation#=6', at('1.jpg'));
    const ended = await retouch('1.jpg');
    expect([ended.code, service.tasks().length]).toEqual([0, 1]);
  });
});

describe('unfinished photos of an earlier version', () => {
  it('get the keys of their pictures at the next start', async () => {
    await exportWaits();
    await studio.run(['resume', ...toService(service), '--json']);
    const keys = inQueue((db) =>
      db
        .prepare<[string, string], string>('SELECT result_key FROM jobs WHERE id IN (?, ?)')
        .pluck()
        .all(OLD_JOBS.undecided, OLD_JOBS.exported),
    );
    expect(keys.map((key) => /^[0-9a-f]{64}p-/.test(key))).toEqual([true, true]);
  });
});
