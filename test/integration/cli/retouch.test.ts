import { link, mkdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Studio, photo, summaryOf, toService } from './harness.ts';

let studio: Studio;
beforeEach(async () => {
  studio = await Studio.open();
});
afterEach(() => studio[Symbol.asyncDispose]());

const report = async (folder: string) =>
  JSON.parse(await readFile(join(folder, 'afterglow-report.json'), 'utf8')) as {
    photos: { relativePath: string; level: number; multi_face: boolean; state: string; credits: number }[];
    skipped: { relativePath: string; reason: { code: string } }[];
  };

describe('afterglow retouch', () => {
  it('exports every photo beside the folder, pays once each, and leaves the originals as they are', async () => {
    await studio.photos('anna.jpg', 'day 1/ben.png', 'day 1/evening/cleo.tif');
    await studio.write('Shoot/notes.txt', 'light was good');
    const service = await studio.service();
    const before = await studio.hashes(studio.shoot);
    const { code, out, err } = await studio.retouch(service);
    expect([code, err]).toEqual([0, '']);
    expect(await studio.files(studio.out)).toEqual([
      'afterglow-report.json',
      'anna.jpg',
      'day 1/ben.png',
      'day 1/evening/cleo.tif',
    ]);
    expect(await studio.hashes(studio.shoot)).toEqual(before);
    expect(service.ledger).toHaveLength(3);
    expect(service.violations).toEqual([]);
    for (const name of ['anna.jpg', 'day 1/ben.png', 'day 1/evening/cleo.tif']) {
      expect(out).toContain(`exported  ${name} -> ${join(studio.out, name)}`);
    }
    expect(out).toContain('left out  notes.txt: Not a picture.');
    expect(out).toMatch(/3 photos exported, 1 left out in .*; 24 credits spent\./);
    const { photos, skipped } = await report(studio.out);
    expect(photos.map(({ relativePath, state, credits }) => [relativePath, state, credits])).toEqual([
      ['anna.jpg', 'exported', 8],
      ['day 1/ben.png', 'exported', 8],
      ['day 1/evening/cleo.tif', 'exported', 8],
    ]);
    expect(skipped).toMatchObject([{ relativePath: 'notes.txt', reason: { code: 'not-a-picture' } }]);
  });

  it('leaves subfolders out when told to', async () => {
    await studio.photos('anna.jpg', 'day 1/ben.jpg');
    const { code, out } = await studio.retouch(await studio.service(), '--no-recursive');
    expect(code).toBe(0);
    expect(await studio.files(studio.out)).toEqual(['afterglow-report.json', 'anna.jpg']);
    expect(out).toContain('left out  day 1: Subfolders were not asked for.');
  });

  it('sends a small copy and returns the original’s own size, profile and metadata, retouched', async () => {
    const icc = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
      .withIccProfile('p3')
      .jpeg()
      .toBuffer()
      .then(async (data) => (await sharp(data).metadata()).icc);
    const big = await sharp(await photo(3, 'big.png', { width: 4600, height: 300 }))
      .withIccProfile('p3')
      .withExif({ IFD0: { Artist: 'Ada' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1' } })
      .jpeg({ quality: 93 })
      .toBuffer();
    await studio.write('Shoot/big.jpg', big);
    const service = await studio.service();
    expect((await studio.retouch(service)).code).toBe(0);
    const result = join(studio.out, 'big.jpg');
    const facts = await sharp(result).metadata();
    expect([facts.width, facts.height, facts.format]).toEqual([4600, 300, 'jpeg']);
    expect(facts.icc?.equals(icc ?? Buffer.alloc(0))).toBe(true);
    expect(facts.exif?.includes('Ada')).toBe(true);
    const [was, is] = await Promise.all([sharp(big).stats(), sharp(result).stats()]);
    expect((is.channels[0]?.mean ?? 0) - (was.channels[0]?.mean ?? 0)).toBeGreaterThan(6);
    expect(service.violations).toEqual([]);

    const service2 = await studio.run([
      'retouch',
      studio.shoot,
      '--api',
      service.url,
      '--poll-interval',
      '0.02',
      '--size',
      'service',
      '--out',
      studio.path('small'),
    ]);
    expect(service2.code).toBe(0);
    const small = await sharp(studio.path('small', 'big.jpg')).metadata();
    expect(small.width).toBe(4095);
    expect(service.ledger).toHaveLength(1);
  });

  it('writes the format, quality and metadata that were asked for', async () => {
    const file = await sharp(await photo(1, 'a.png', { width: 400, height: 300 }))
      .withExif({ IFD0: { Artist: 'Ada' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1' } })
      .jpeg({ quality: 90 })
      .toBuffer();
    await studio.write('Shoot/a.jpg', file);
    const service = await studio.service();
    const into = async (name: string, ...flags: string[]) => {
      const { code } = await studio.retouch(service, '--out', studio.path(name), ...flags);
      expect(code).toBe(0);
      const [picture] = (await studio.files(studio.path(name))).filter((file) => !file.endsWith('.json'));
      const data = await readFile(studio.path(name, picture ?? ''));
      return { picture, data, facts: await sharp(data).metadata() };
    };
    expect(await into('tiff', '--format', 'tiff')).toMatchObject({ picture: 'a.tif', facts: { format: 'tiff' } });
    expect(await into('png', '--format', 'png')).toMatchObject({ picture: 'a.png', facts: { format: 'png' } });
    const jpeg = await into('jpeg', '--format', 'jpeg');
    const small = await into('small', '--quality', '40');
    expect(small.data.length).toBeLessThan(jpeg.data.length / 2);

    const gps = Buffer.from([0x25, 0x88]); // the tag that leads to the place, 0x8825, as little-endian EXIF stores it
    expect(jpeg.facts.exif?.includes('Ada')).toBe(true);
    expect(jpeg.facts.exif?.includes(gps)).toBe(true);
    const noPlace = await into('no-place', '--metadata', 'no-location');
    expect(noPlace.facts.exif?.includes('Ada')).toBe(true);
    expect(noPlace.facts.exif?.includes(gps)).toBe(false);
    const none = await into('none', '--metadata', 'none');
    expect(none.facts.exif?.includes('Ada') ?? false).toBe(false);
    // However it is written, it is the same retouch: paid for once.
    expect(service.ledger).toHaveLength(1);
  });

  it('takes each photo’s level from a CSV or JSON file, and the rest from the flags', async () => {
    await studio.photos('anna.jpg', 'ben.jpg', 'day 1/cleo.jpg');
    const csv = await studio.write('levels.csv', 'file,level,multi_face\nanna.jpg,0.9,1\ncleo.jpg,0.1,\nzoe.jpg,1,\n');
    const json = await studio.write(
      'levels.json',
      JSON.stringify({ 'day 1/cleo.jpg': { level: 0.7, multi_face: true } }),
    );
    const service = await studio.service();
    const levels = async (file: string) => {
      const out = studio.path(`with ${file.slice(-4)}`);
      const flags = ['--levels', file, '--level', '30', '--out', out];
      if (file === csv) {
        // A name that fits no photo: nothing is sent, unless it is said that it may.
        const refused = await studio.retouch(service, ...flags);
        expect([refused.code, service.tasks().length]).toEqual([2, 0]);
        expect(refused.err).toContain('--allow-unmatched');
        flags.push('--allow-unmatched');
      }
      const ended = await studio.retouch(service, ...flags);
      expect(ended.code).toBe(0);
      const { photos } = await report(out);
      return { ...ended, levels: photos.map((each) => [each.relativePath, each.level, each.multi_face]) };
    };
    const first = await levels(csv);
    expect(first.levels).toEqual([
      ['anna.jpg', 0.9, true],
      ['ben.jpg', 0.3, false],
      ['day 1/cleo.jpg', 0.1, false],
    ]);
    expect(first.err).toContain('names “zoe.jpg” (line 4), but there is no such photo');
    expect(service.ledger.map(({ level, multiFace }) => [level, multiFace]).sort()).toEqual([
      [0.1, false],
      [0.3, false],
      [0.9, true],
    ]);
    expect((await levels(json)).levels).toEqual([
      ['anna.jpg', 0.3, false],
      ['ben.jpg', 0.3, false],
      ['day 1/cleo.jpg', 0.7, true],
    ]);
    // Ben's was kept from the first run.
    expect(service.ledger).toHaveLength(5);
  });

  it('takes several folders and files at once', async () => {
    await studio.photos('anna.jpg');
    await studio.write('Other/ben.jpg', photo(5));
    await studio.write('Third/cleo.jpg', photo(6));
    const service = await studio.service();
    const inputs = [studio.shoot, studio.path('Other'), studio.path('Third/cleo.jpg')];
    const out = studio.path('all');
    const flags = ['--out', out, '--api', service.url, '--poll-interval', '0.02'];
    const { code } = await studio.run(['retouch', ...inputs, ...flags]);
    expect(code).toBe(0);
    expect(await studio.files(out)).toEqual(
      ['Other/ben.jpg', 'Shoot/anna.jpg', 'Third/cleo.jpg'].flatMap((path) => [
        `${path.split('/')[0]}/afterglow-report.json`,
        path,
      ]),
    );
  });
});

describe('a second run into the same folder', () => {
  it('gives the results of another order new names', async () => {
    await studio.photos('anna.jpg');
    const service = await studio.service();
    await studio.retouch(service);
    const first = await studio.hashes(studio.out);
    expect((await studio.retouch(service, '--quality', '80')).code).toBe(0);
    const now = await studio.hashes(studio.out);
    expect(Object.keys(now)).toEqual(['afterglow-report.json', 'anna (2).jpg', 'anna.jpg']);
    expect(now['anna.jpg']).toBe(first['anna.jpg']);
  });

  it('leaves out what is there, before it is paid for', async () => {
    await studio.photos('anna.jpg', 'ben.jpg');
    await studio.write('Shoot - Retouched/anna.jpg', 'not to be touched');
    const service = await studio.service();
    const { code, out } = await studio.retouch(service, '--on-conflict', 'skip', '--json');
    expect(code).toBe(0);
    expect(summaryOf(out)).toMatchObject({ photos: 2, exported: 1, skipped: 1, creditsSpent: 8 });
    expect(await readFile(join(studio.out, 'anna.jpg'), 'utf8')).toBe('not to be touched');
    expect(service.ledger).toHaveLength(1);

    const again = await studio.retouch(service, '--on-conflict', 'skip');
    expect(again.code).toBe(0);
    expect(again.out).toContain(
      'left out  anna.jpg: A file of that name, “anna.jpg”, is already in the output folder.',
    );
    expect(again.out).toContain('exported  ben.jpg');
    expect(await studio.files(studio.out)).toEqual(['afterglow-report.json', 'anna.jpg', 'ben.jpg']);
    expect(service.ledger).toHaveLength(1);
  });

  it('replaces what is there only when told to, and never an original', async () => {
    await studio.photos('anna.jpg');
    const service = await studio.service();
    await studio.write('Shoot - Retouched/anna.jpg', 'an earlier result');
    expect((await studio.retouch(service, '--on-conflict', 'overwrite')).code).toBe(0);
    expect((await sharp(join(studio.out, 'anna.jpg')).metadata()).width).toBe(160);
    expect(await studio.files(studio.out)).toEqual(['afterglow-report.json', 'anna.jpg']);
    await mkdir(join(studio.shoot, 'inside'));
    const inside = await studio.retouch(service, '--on-conflict', 'overwrite', '--out', join(studio.shoot, 'inside'));
    expect(inside.code).toBe(2);
  });
});

describe.skipIf(process.platform === 'win32')('a shoot of links', () => {
  const bytes = (path: string) => readFile(join(studio.root, path));

  it('is not sent unasked, and the originals that links lead to are never written over', async () => {
    await studio.photos('own.jpg');
    const service = await studio.service();
    await studio.write('Card/a.jpg', photo(7));
    await studio.write('Card/b.jpg', photo(8));
    await symlink(join(studio.root, 'Card/a.jpg'), join(studio.shoot, 'a.jpg'));
    await symlink(join(studio.root, 'Card'), join(studio.shoot, 'card'));
    const before = await bytes('Card/a.jpg');

    expect((await studio.retouch(service)).code).toBe(0);
    expect(await studio.files(studio.out)).toEqual(['afterglow-report.json', 'own.jpg']);
    expect((await report(studio.out)).skipped).toMatchObject([
      { relativePath: 'a.jpg', reason: { code: 'link-out' } },
      { relativePath: 'card', reason: { code: 'link-out' } },
    ]);
    expect(service.ledger).toHaveLength(1);

    // Into the folder where they really lie, straight or by a link of the output tree, and whatever the rule.
    const card = join(studio.root, 'Card');
    const tree = join(studio.root, 'Tree');
    await mkdir(tree);
    await symlink(card, join(tree, 'card'));
    for (const rule of ['overwrite', 'rename']) {
      for (const out of [card, tree]) {
        const ended = await studio.retouch(service, '--follow-links', '--on-conflict', rule, '--out', out);
        expect(ended.code).toBe(2);
      }
    }
    const named = [join(studio.shoot, 'a.jpg'), '--on-conflict', 'overwrite', '--out', card];
    expect((await studio.run(['retouch', ...named, ...toService(service)])).code).toBe(2);
    expect(service.ledger).toHaveLength(1);
    expect(await studio.files(card)).toEqual(['a.jpg', 'b.jpg']);
    expect((await bytes('Card/a.jpg')).equals(before)).toBe(true);

    // A hard link that carries an original's name is an original.
    const out = join(studio.root, 'Out');
    await mkdir(out);
    await link(join(card, 'a.jpg'), join(out, 'a.jpg'));
    expect((await studio.retouch(service, '--follow-links', '--on-conflict', 'overwrite', '--out', out)).code).toBe(0);
    expect(await studio.files(out)).toContain('a (2).jpg');
    expect((await bytes('Card/a.jpg')).equals(before)).toBe(true);
  });

  it('says what to do where there is nothing but links', async () => {
    const service = await studio.service();
    await mkdir(studio.shoot, { recursive: true });
    await studio.write('Card/a.jpg', photo(7));
    await symlink(join(studio.root, 'Card'), join(studio.shoot, 'card'));
    for (const command of ['retouch', 'check']) {
      const ended = await studio.run([command, studio.shoot, ...toService(service)]);
      expect(ended.code).toBe(2);
      expect(ended.err).toContain('--follow-links');
    }
  });
});
