import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ExportOptions } from '../../../electron/contract/index.ts';
import { exiftool, hasExiftool, tagsOf } from '../../helpers/exiftool.ts';
import type { Tags } from '../../helpers/exiftool.ts';
import { Stage } from './harness.ts';

const stage = Stage.withHooks();

describe.skipIf(!hasExiftool)('what a result says of itself, read with ExifTool', () => {
  /** Retouches a photo that is rated 1 in its file, with marks that the photographer set since. */
  async function exported(options: Partial<ExportOptions>, ...names: string[]): Promise<readonly Tags[]> {
    await stage.studio.photos('anna.jpg', 'ben.jpg');
    const anna = join(stage.studio.shoot, 'anna.jpg');
    await exiftool('-q', '-overwrite_original', '-XMP-xmp:Rating=1', '-IFD0:Rating=1', '-XMP-dc:Title=Anna', anna);
    await stage.begin();
    const folder = await stage.app.folder(stage.studio.shoot);
    const id = (name: string): string => folder.photos.find((photo) => photo.name === name)!.id;
    await stage.app.handlers['photos:mark']([id('anna.jpg')], { rating: 4, flag: 'pick' });
    await stage.app.handlers['photos:mark']([id('ben.jpg')], { flag: 'reject' });
    const output = stage.studio.path('out');
    const request = stage.app.request(folder);
    await stage.app.retouch(folder, { output, export: { ...request.export, ...options } });
    return tagsOf(names.map((name) => join(output, name)));
  }
  const HISTORY = 'XMP-xmpMM:History';

  it('by default: that Afterglow retouched it, and when; ratings as in the original', async () => {
    const [anna, ben] = await exported({}, 'anna.jpg', 'ben.jpg');
    for (const tags of [anna!, ben!]) {
      expect(tags[HISTORY]).toEqual([
        {
          Action: 'edited',
          SoftwareAgent: 'Afterglow test',
          Changed: '/',
          When: expect.stringMatching(/^\d{4}:\d\d:\d\d \d\d:\d\d:\d\dZ$/) as string,
        },
      ]);
    }
    expect(anna).toMatchObject({ 'XMP-xmp:Rating': 1, 'IFD0:Rating': 1, 'XMP-dc:Title': 'Anna' });
    expect(ben).not.toHaveProperty('XMP-xmp:Rating');
  });

  it('on request: the photographer’s stars and flags, and no word of Afterglow', async () => {
    const [anna, ben] = await exported({ writeMarks: true, history: false }, 'anna.jpg', 'ben.jpg');
    expect(anna).toMatchObject({
      'XMP-xmp:Rating': 4,
      'IFD0:Rating': 4,
      'XMP-xmpDM:Good': true,
      'XMP-dc:Title': 'Anna',
    });
    expect(ben).toMatchObject({ 'XMP-xmp:Rating': -1, 'XMP-xmpDM:Good': false });
    expect(JSON.stringify([anna, ben])).not.toContain('Afterglow');
  });

  it('without metadata: neither', async () => {
    const [anna] = await exported({ writeMarks: true, metadata: 'none' }, 'anna.jpg');
    expect(Object.keys(anna!).filter((name) => name.startsWith('XMP') || name.endsWith(':Rating'))).toEqual([]);
  });
});
