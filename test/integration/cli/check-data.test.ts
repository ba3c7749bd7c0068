import { readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SCHEMA_VERSION } from '../../../electron/queue/schema.ts';
import { Studio } from './harness.ts';

let studio: Studio;
beforeEach(async () => {
  studio = await Studio.open();
});
afterEach(() => studio[Symbol.asyncDispose]());

const queue = () => join(studio.dataDir, 'queue.sqlite');

describe('afterglow check-data', () => {
  it('finds nothing wrong after a batch, and says what it looked at', async () => {
    await studio.photos('anna.jpg');
    await studio.retouch(await studio.service());
    const { code, out } = await studio.run(['check-data']);
    expect(out).toMatch(
      /queue file is whole: 1 photos.*record of money is whole.*1 kept results are as they were kept/s,
    );
    expect(code).toBe(0);
  });

  it('tells a damaged kept result from a whole one by its checksum', async () => {
    await studio.photos('anna.jpg');
    await studio.retouch(await studio.service());
    const [kept] = (await studio.files(join(studio.dataDir, 'results'))).filter((name) => !name.includes('.sent'));
    const path = join(studio.dataDir, 'results', kept!);
    const bytes = await readFile(path);
    bytes.writeUInt8(bytes.readUInt8(900) ^ 1, 900);
    await writeFile(path, bytes);
    const { code, out } = await studio.run(['check-data', '--json']);
    expect(code).toBe(6);
    expect(out).toContain('is damaged');
  });

  it('repairs a lost queue, also where the record is lost with it, and only then anything is sent', async () => {
    await studio.photos('anna.jpg');
    const service = await studio.service();
    await studio.retouch(service);
    await truncate(queue(), 0);
    await rm(join(studio.dataDir, 'money.log'));
    expect((await studio.run(['check-data'])).code).toBe(6);
    await studio.photos('anna.jpg', 'bert.jpg');
    const held = await studio.retouch(service);
    expect(held.code).toBe(6);
    expect(held.err).toContain('check-data --repair');
    expect(service.ledger).toHaveLength(1);
    const repaired = await studio.run(['check-data', '--repair']);
    expect(repaired.code).toBe(0);
    expect((await studio.retouch(service)).code).toBe(0);
    expect(service.ledger).toHaveLength(2);
  });
});

describe('a data folder of a newer version', () => {
  it.each([['status'], ['resume', '--demo'], ['check-data'], ['check-data', '--repair'], ['decide', 'x', '--drop']])(
    'is refused in one sentence by %s',
    async (...args) => {
      await studio.photos('anna.jpg');
      await studio.retouch(await studio.service());
      const db = new Database(queue());
      db.pragma(`user_version = ${SCHEMA_VERSION + 1}`);
      db.close();
      const { code, err } = await studio.run(args);
      expect(code).toBe(6);
      expect(err).toMatch(/^This data folder was written by a newer version of Afterglow: [^\n]+\n$/);
    },
  );
});
