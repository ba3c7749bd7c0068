import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseReport, type ReportRun } from '../../../electron/export/report.ts';
import { REPORT_NAME, writeReport } from '../../../electron/export/report-file.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afterglow-report-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const run = (startedAt: number, names: string[]): ReportRun => ({
  program: 'Afterglow 0.1.0',
  startedAt,
  finishedAt: startedAt + 1000,
  service: 'https://example.test',
  photos: names.map((name) => ({
    source: `/shoot/${name}`,
    relativePath: name,
    output: join(folder, name),
    state: 'exported',
    level: 0.5,
    multi_face: false,
    sizes: {},
    credits: 1,
    timings: {},
    notes: [],
    details: {},
  })),
  skipped: [],
});

test('later runs into the same folder add to the report, and nothing else lies there', async () => {
  await writeReport(folder, run(1000, ['a.jpg', 'tab\there.jpg']));
  const { path, report, setAside } = await writeReport(folder, run(2000, ['b.jpg']));
  expect(report.photos.map((photo) => photo.relativePath)).toEqual(['a.jpg', 'tab\there.jpg', 'b.jpg']);
  expect(parseReport(await readFile(path, 'utf8'))).toEqual(report);
  expect(setAside).toBeUndefined();
  expect(await readdir(folder)).toEqual([REPORT_NAME]);
});

test('a damaged report is set aside each time, never overwritten', async () => {
  await writeFile(join(folder, REPORT_NAME), 'first damage');
  expect((await writeReport(folder, run(1000, ['a.jpg']))).setAside).toBe(
    join(folder, 'afterglow-report damaged.json'),
  );
  await writeFile(join(folder, REPORT_NAME), 'second damage');
  const { setAside } = await writeReport(folder, run(2000, ['a.jpg']));
  expect(setAside).toBe(join(folder, 'afterglow-report damaged (2).json'));
  expect(await readFile(join(folder, 'afterglow-report damaged.json'), 'utf8')).toBe('first damage');
  expect(await readFile(setAside ?? '', 'utf8')).toBe('second damage');
});

test('a folder that is gone is said in plain words', async () => {
  await expect(writeReport(join(folder, 'gone'), run(1000, []))).rejects.toMatchObject({
    reason: { code: 'output-gone', message: expect.stringContaining('The report can’t be written.') as string },
  });
});
