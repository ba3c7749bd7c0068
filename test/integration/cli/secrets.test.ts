import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Studio, toService } from './harness.ts';

const KEY = 'k-5f1c7c0a9e4b4d6f8a-secret';

it('the key and the addresses of results are written nowhere', async () => {
  await using studio = await Studio.open();
  await studio.photos('anna.jpg', 'ben.jpg', 'cleo.jpg');
  const service = await studio.service({
    keys: [KEY],
    latencyMs: 50,
    faults: ['poll-refused-422', 'result-404:2', 'submit-401@3', 'result-reset'],
  });
  const env = { AILAB_API_KEY: KEY };
  const texts: string[] = [];
  for (const argv of [
    ['retouch', studio.shoot, ...toService(service), '--json'],
    ['resume', ...toService(service)],
    ['status'],
    ['credits', '--api', service.url],
    ['check', studio.shoot, '--api', service.url],
  ]) {
    const { out, err } = await studio.run(argv, { env });
    texts.push(out, err);
  }
  for (const folder of [studio.dataDir, studio.out]) {
    for (const name of await studio.files(folder)) texts.push(await readFile(join(folder, name), 'latin1'));
  }
  expect(texts.length).toBeGreaterThan(12);
  const host = new URL(service.resultUrl).host;
  for (const text of texts) {
    expect(text).not.toContain(KEY);
    expect(text).not.toContain(host);
  }
  expect(service.violations).toEqual([]);
});
