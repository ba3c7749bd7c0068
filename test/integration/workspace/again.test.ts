import { appendFile, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Stage } from './harness.ts';

const stage = Stage.withHooks();
const REPORT = 'afterglow-report.json';
const result = () => join(stage.studio.out, 'anna.jpg');

test('the window leaves an unchanged result alone, replaces it for another order, and never one that was edited', async () => {
  await stage.studio.photos('anna.jpg');
  await stage.begin();
  const folder = await stage.app.folder(stage.studio.shoot);
  await stage.app.retouch(folder);
  const first = await readFile(result());
  const { ino } = await stat(result());
  await stage.app.retouch(folder);
  expect((await stat(result())).ino).toBe(ino);

  // Another order, also with the rule "skip": an own result is no conflict.
  const options = stage.app.request(folder).export;
  for (const [quality, onConflict] of [
    [60, 'rename'],
    [40, 'skip'],
  ] as const) {
    await stage.app.retouch(folder, { export: { ...options, quality, onConflict } });
    expect(await stage.studio.files(stage.studio.out)).toEqual([REPORT, 'anna.jpg']);
  }
  expect((await readFile(result())).length).toBeLessThan(first.length);
  expect(stage.service.ledger).toHaveLength(1);

  await appendFile(result(), 'edited');
  const edited = await readFile(result());
  await stage.app.retouch(folder, { export: { ...options, quality: 70 } });
  expect(await stage.studio.files(stage.studio.out)).toEqual([REPORT, 'anna (2).jpg', 'anna.jpg']);
  expect(await readFile(result())).toEqual(edited);
});

test('what an interrupted export left is found by the next batch, and by the one that goes on', async () => {
  await stage.studio.photos('anna.jpg');
  await stage.begin();
  const folder = await stage.app.folder(stage.studio.shoot);
  await stage.app.retouch(folder);
  // As a crash leaves it between the result's name and the queue's note of it: nothing tells of the export but what was
  // written down before the name appeared.
  const [batch] = stage.app.engine.store.batches();
  const [job] = [...stage.app.engine.store.jobsOf(batch!.id)];
  stage.app.engine.store.connection
    .prepare(
      `UPDATE jobs SET state = 'failed', data = json_object('reason', json_object('code', 'x', 'message', 'x'),
      'retryable', json('true'), 'at', 0, 'planned', ?) WHERE id = ?`,
    )
    .run(result(), job!.id);
  const { ino } = await stat(result());
  await stage.app.retouch(folder);
  expect(stage.app.engine.store.job(job!.id)?.state).toBe('failed');
  const done = stage.app.window.next('queue:changed', (view) => !view.active);
  await stage.app.handlers['queue:retry-failed']();
  await done;
  expect((await stat(result())).ino).toBe(ino);
  expect(await stage.studio.files(stage.studio.out)).toEqual([REPORT, 'anna.jpg']);
});
