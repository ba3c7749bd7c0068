import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import * as installed from '../../../electron/imaging/open/heic-module.ts';
import { heicProfile } from '../../../electron/imaging/open/named-profiles.ts';
import { heicMetadata } from '../../../electron/metadata/read/heic-metadata.ts';
import { openPicture } from '../../../electron/imaging/open/open.ts';
import { prepare } from '../../../electron/imaging/submission/submission.ts';
import { heif, hvcC, ispe, nclx, unit, type HeifPlan } from '../../unit/formats/heif-builder.ts';

vi.mock('../../../electron/imaging/open/heic-module.ts', { spy: true });

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afterglow-heic-'));
  file = join(folder, 'photo.heic');
});
afterAll(() => rm(folder, { recursive: true, force: true }));
beforeEach(() => vi.mocked(installed.heicDecoderPath).mockReset());

const plan = (properties: Buffer[], type = 'hvc1', data = unit(60)): HeifPlan => ({
  primary: 1,
  items: [{ id: 1, type, properties, data }],
});

async function refusal(content: HeifPlan): Promise<unknown> {
  await writeFile(file, heif(content));
  const opened = await openPicture(file);
  return opened.kind === 'refused' ? opened.reason.code : 'opened';
}

describe('a HEIC file', () => {
  it.each<[string, HeifPlan, string]>([
    ['without a size', plan([hvcC()]), 'damaged'],
    ['of more pixels than any camera has', plan([hvcC(), ispe(30_000, 30_000)]), 'too-large'],
    ['that would need too much memory', plan([hvcC(), ispe(12_000, 9_000)]), 'too-large'],
    ['coded in another way', plan([ispe(400, 300)], 'unci'), 'not-a-photo:heic'],
    ['in HDR colours', plan([hvcC(), ispe(400, 300), nclx(9, 16)]), 'unsupported-kind'],
  ])('%s is refused from its header', async (_what, content, code) => expect(await refusal(content)).toBe(code));

  it('is refused with advice where the decoder is not installed', async () => {
    vi.mocked(installed.heicDecoderPath).mockReturnValue(undefined);
    expect(await refusal(plan([hvcC(), ispe(400, 300)]))).toBe('heic-unavailable');
  });

  it('is refused when the decoder can make nothing of it, and the program lives on', async (context) => {
    if (installed.heicDecoderPath() === undefined) return context.skip();
    await writeFile(file, heif(plan([hvcC(), ispe(400, 300)])));
    expect(await prepare(file, join(folder, 'copy'))).toMatchObject({ kind: 'refused', reason: { code: 'damaged' } });
  });

  it('is refused, not waited for, when the decoder does not start', async () => {
    vi.mocked(installed.heicDecoderPath).mockReturnValue(join(folder, 'nothing-here.js'));
    await writeFile(file, heif(plan([hvcC(), ispe(400, 300)])));
    expect(await prepare(file, join(folder, 'copy'))).toMatchObject({
      kind: 'refused',
      reason: { code: 'heic-unavailable' },
    });
  });

  it('gets a profile for the colours that it names by number', async () => {
    await writeFile(file, heif(plan([hvcC(), ispe(400, 300), nclx(12, 13)])));
    expect(await openPicture(file)).toMatchObject({ kind: 'picture', profile: { kind: 'usable' } });
    expect((await heicMetadata(file, heicProfile)).icc!.length).toBeGreaterThan(200);
    await writeFile(file, heif(plan([hvcC(), ispe(400, 300), nclx(1, 13)])));
    expect(await openPicture(file)).toMatchObject({ kind: 'picture', profile: { kind: 'none' } });
  });
});
