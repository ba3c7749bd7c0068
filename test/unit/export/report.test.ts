import { expect, test } from 'vitest';
import { REPORT_NAME as SCANNED_NAME } from '../../../electron/catalog/candidate.ts';
import {
  formatReport,
  mergeReport,
  parseReport,
  type ReportPhoto,
  type ReportRun,
} from '../../../electron/export/report.ts';
import { REPORT_NAME } from '../../../electron/export/report-file.ts';

function photo(name: string, changes: Partial<ReportPhoto> = {}): ReportPhoto {
  return {
    source: `/shoot/${name}.jpg`,
    relativePath: `${name}.jpg`,
    output: `/out/${name}.jpg`,
    state: 'exported',
    level: 0.5,
    multi_face: false,
    sizes: { original: { width: 6000, height: 4000, bytes: 9_000_000 } },
    credits: 1,
    timings: { service: 12.5 },
    notes: [],
    details: { unchanged: 0.93 },
    ...changes,
  };
}

const run = (photos: ReportPhoto[], changes: Partial<ReportRun> = {}): ReportRun => ({
  program: 'Afterglow 0.1.0',
  startedAt: 1_000,
  finishedAt: 2_000,
  service: 'https://example.test',
  photos,
  skipped: [],
  ...changes,
});

const failed = { state: 'failed', reason: { code: 'damaged', message: 'The file is damaged.' }, credits: 0 } as const;

function withoutOutput(name: string): ReportPhoto {
  const { output: _, ...rest } = photo(name, failed);
  return rest;
}

test('a report can be read back as it was written', () => {
  const report = mergeReport(undefined, run([photo('a'), withoutOutput('b')]));
  expect(report.runs).toEqual([
    {
      startedAt: '1970-01-01T00:00:01.000Z',
      finishedAt: '1970-01-01T00:00:02.000Z',
      service: 'https://example.test',
      photos: 2,
      exported: 1,
      credits: 1,
    },
  ]);
  expect(parseReport(formatReport(report))).toEqual(report);
});

test('a photo that failed and now worked is told of once', () => {
  const first = mergeReport(undefined, run([withoutOutput('a'), photo('b')]));
  const second = mergeReport(first, run([photo('a')], { startedAt: 3_000 }));
  expect(second.photos.map((entry) => [entry.relativePath, entry.state])).toEqual([
    ['b.jpg', 'exported'],
    ['a.jpg', 'exported'],
  ]);
  expect(second.runs).toHaveLength(2);
});

test('two results of one photo are both told of; a result that was replaced only as it is now', () => {
  const first = mergeReport(undefined, run([photo('a', { level: 0.2 })]));
  const renamed = mergeReport(first, run([photo('a', { level: 0.8, output: '/out/a (2).jpg' })], { startedAt: 3_000 }));
  expect(renamed.photos.map((entry) => entry.level)).toEqual([0.2, 0.8]);
  const replaced = mergeReport(first, run([photo('a', { level: 0.8 })], { startedAt: 3_000 }));
  expect(replaced.photos.map((entry) => entry.level)).toEqual([0.8]);
});

test('a photo that was left out because its result is there does not wipe out what is known of that result', () => {
  const first = mergeReport(undefined, run([photo('a')]));
  const skipped = photo('a', { state: 'skipped', details: {}, credits: 0 });
  const second = mergeReport(first, run([skipped], { startedAt: 3_000 }));
  const third = mergeReport(second, run([skipped], { startedAt: 4_000 }));
  expect(third.photos.map((entry) => entry.state)).toEqual(['exported', 'skipped']);
});

test('reporting a run again while it goes on replaces what it had said', () => {
  const first = mergeReport(undefined, run([withoutOutput('a')]));
  const again = mergeReport(first, run([photo('a')], { finishedAt: 5_000 }));
  expect(again.runs).toHaveLength(1);
  expect(again.photos.map((entry) => entry.state)).toEqual(['exported']);
});

test('files that were passed over are listed once', () => {
  const skipped = {
    source: '/shoot/notes.txt',
    relativePath: 'notes.txt',
    reason: { code: 'x', message: 'Not a picture.' },
  };
  const first = mergeReport(undefined, run([], { skipped: [skipped] }));
  expect(mergeReport(first, run([], { skipped: [skipped], startedAt: 3_000 })).skipped).toEqual([skipped]);
});

test.each([
  ['nothing', ''],
  ['half a report', '{"version":1,"runs":[],"photos":['],
  ['another version', '{"version":2,"runs":[],"photos":[],"skipped":[]}'],
  ['something else', '[]'],
  ['nonsense entries', '{"version":1,"runs":[],"photos":[null],"skipped":[]}'],
])('%s is no report', (_, text) => {
  expect(parseReport(text)).toBeUndefined();
});

test('the scan knows an output folder by the very name the report is written under', () => {
  expect(SCANNED_NAME).toBe(REPORT_NAME);
});
