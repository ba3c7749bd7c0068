import { afterAll, expect, test } from 'vitest';
import { FAULTS } from '../../../electron/demo/index.ts';
import { decodeRgb } from '../../../electron/imaging/codec.ts';
import { createFakeClock } from '../../helpers/fake-clock.ts';
import { ask, portrait, send, startTestService } from './harness.ts';

const tested = new Set<string>();
const faultTest = (name: string, title: string, run: () => Promise<void>) => {
  tested.add(name);
  test(`${name}: ${title}`, run);
};

/** A service with one finished task, the address of its result, and its true bytes (fetched before the fault is set). */
async function withResult(fault: string, options: Parameters<typeof startTestService>[0] = {}) {
  const demo = await startTestService(options);
  const address = await demo.address(await demo.run(await portrait()));
  const { body } = await ask(address);
  demo.setFaults([fault]);
  return { demo, address, body, [Symbol.asyncDispose]: () => demo.close() };
}

for (const [name, status, type] of [
  ['result-404', 404, 'application/xml; charset=utf-8'],
  ['result-expired', 403, 'application/xml; charset=utf-8'],
  ['result-503', 503, 'text/html; charset=utf-8'],
  ['result-html', 200, 'text/html; charset=utf-8'],
] as const) {
  faultTest(name, `status ${status}, once`, async () => {
    await using it = await withResult(name);
    const answer = await ask(it.address);
    expect([answer.status, answer.headers['content-type']]).toEqual([status, type]);
    expect((await ask(it.address)).body).toEqual(it.body);
  });
}

for (const name of ['result-truncated', 'result-reset']) {
  faultTest(name, 'breaks off after the first half', async () => {
    await using it = await withResult(name);
    const exchange = await send(it.address).done;
    expect(exchange).toMatchObject({ kind: 'cut', status: 200 });
    expect((await ask(it.address)).body).toEqual(it.body);
  });
}

faultTest('result-shortened', 'whole by its headers, half by its bytes', async () => {
  await using it = await withResult('result-shortened');
  const { body } = await ask(it.address);
  expect(body).toEqual(it.body.subarray(0, it.body.length >> 1));
  await expect(decodeRgb(body)).rejects.toThrow();
});

faultTest('result-corrupt', 'same length, and no decoder takes it', async () => {
  for (const resultFormat of ['jpeg', 'png'] as const) {
    await using it = await withResult('result-corrupt', { resultFormat });
    const { body } = await ask(it.address);
    expect(body).toHaveLength(it.body.length);
    expect(body).not.toEqual(it.body);
    await expect(decodeRgb(body)).rejects.toThrow();
  }
});

faultTest('result-endless', 'far longer than the picture, until the client leaves', async () => {
  await using it = await withResult('result-endless');
  const sent = send(it.address);
  await sent.started;
  sent.cancel();
  const exchange = await sent.done;
  expect(exchange.kind).toBe('cut');
  expect((await ask(it.address)).body).toEqual(it.body);
});

faultTest('result-slow', 'so many bytes a second, on the clock of the service', async () => {
  const clock = createFakeClock();
  await using it = await withResult('result-slow=500', { clock });
  const sent = send(it.address);
  let seconds = 0;
  for (let left = it.body.length - 500; left > 0; left -= 500, seconds++) {
    await clock.whenPending(1);
    expect(clock.pending()).toEqual([1000]);
    clock.advance(1000);
  }
  expect(seconds).toBeGreaterThan(1);
  expect(await sent.done).toMatchObject({ kind: 'answer', body: it.body });
});

faultTest(
  'result-slow',
  'one kilobyte a second unless said otherwise; a client that leaves leaves nothing behind',
  async () => {
    const clock = createFakeClock();
    await using it = await withResult('result-slow', { clock });
    const sent = send(it.address);
    expect(await sent.started).toBe(1024);
    sent.cancel();
    expect(await sent.done).toMatchObject({ kind: 'cut', received: 1024 });
  },
);

faultTest('result-stall', 'half, and still not more when another fetch is through', async () => {
  await using it = await withResult('result-stall');
  const sent = send(it.address);
  await sent.started;
  expect((await ask(it.address)).body).toEqual(it.body);
  await it.demo.close();
  expect(await sent.done).toMatchObject({ kind: 'cut', status: 200, received: it.body.length >> 1 });
});

faultTest('result-headers-never', 'still silent when another fetch is through', async () => {
  await using it = await withResult('result-headers-never');
  const struck = it.demo.next(({ kind }) => kind === 'fault');
  const sent = send(it.address);
  await struck;
  expect((await ask(it.address)).body).toEqual(it.body);
  await it.demo.close();
  expect(await sent.done).toMatchObject({ kind: 'cut', status: undefined, received: 0 });
});

faultTest('result-redirect', 'to an address of the same host, which serves the picture', async () => {
  await using it = await withResult('result-redirect');
  const answer = await ask(it.address);
  expect(answer.status).toBe(302);
  const next = new URL(answer.headers.location!, it.address);
  expect(next.origin).toBe(it.demo.resultUrl);
  expect((await ask(next.href)).body).toEqual(it.body);
});

faultTest('result-redirect-other-host', 'away, to a host that does not exist or one of choice', async () => {
  for (const [fault, location] of [
    ['result-redirect-other-host', 'http://elsewhere.invalid/picture.jpg'],
    ['result-redirect-other-host=http://127.0.0.1:9/x.jpg', 'http://127.0.0.1:9/x.jpg'],
  ] as const) {
    await using it = await withResult(fault);
    expect((await ask(it.address)).headers.location).toBe(location);
  }
});

faultTest('result-refused', 'cut before a byte is read', async () => {
  await using it = await withResult('result-refused');
  expect(await send(it.address).done).toMatchObject({ kind: 'cut', status: undefined });
  expect((await ask(it.address)).body).toEqual(it.body);
});

afterAll(() => {
  const here = FAULTS.filter(({ at }) => at.startsWith('result')).map(({ name }) => name);
  expect([...tested].sort()).toEqual(here.sort());
});
