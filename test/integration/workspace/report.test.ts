import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryBeside } from '../../../electron/base/durable-file.ts';
import { App, Stage } from './harness.ts';

const stage = Stage.withHooks();

describe('a report that was being written when the program was killed', () => {
  it('leaves nothing behind after the next start, although every photo is done', async () => {
    await stage.studio.photos('anna.jpg');
    await stage.begin();
    await stage.app.retouch(await stage.app.folder(stage.studio.shoot));
    const [batch] = stage.app.engine.store.batches();
    await stage.app.workspace.close();
    stage.app.engine.store.setMeta(`reported-${batch!.id}`, '');
    await stage.app.engine.close();
    await writeFile(temporaryBeside(join(stage.studio.out, 'afterglow-report.json')), '{"photos": [');
    stage.app = await App.open(stage.studio, stage.service);
    expect((await readdir(stage.studio.out)).sort()).toEqual(['afterglow-report.json', 'anna.jpg']);
  });

  it('is known to be unfinished from before its first byte', async () => {
    await stage.studio.photos('anna.jpg');
    await stage.begin();
    await stage.app.retouch(await stage.app.folder(stage.studio.shoot));
    const { engine } = stage.app;
    await stage.app.workspace.close();
    const [batch] = engine.store.batches();
    expect(engine.unreported(batch!.service)).toEqual([]);
    const unwritable = { ...batch!, outputRoot: join(stage.studio.out, 'missing') };
    await expect(engine.report(unwritable, 'a service', [])).rejects.toThrow();
    expect(engine.unreported(batch!.service).map(({ id }) => id)).toEqual([batch!.id]);
  });
});
