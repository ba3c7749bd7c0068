import { afterAll, describe, expect, test } from 'vitest';
import { FAULTS } from '../../../electron/demo/index.ts';
import type { DemoOptions } from '../../../electron/demo/index.ts';
import { json, portrait, startTestService } from './harness.ts';
import type { Sent } from './harness.ts';

type Demo = Awaited<ReturnType<typeof startTestService>>;

const tested = new Set<string>();
const faultTest = (name: string, title: string, run: () => Promise<void>) => {
  tested.add(name);
  test(`${name}: ${title}`, run);
};

const picture = await portrait();
const start = (fault: string, options: Partial<DemoOptions> = {}) => startTestService({ faults: [fault], ...options });

const kinds = {
  submit: async (demo: Demo) => demo.submit(picture),
  poll: async (demo: Demo) => demo.poll(await demo.run(picture)),
  credits: async (demo: Demo) => demo.askCredits(),
} satisfies Record<string, (demo: Demo) => Promise<Sent>>;

/** After a fault that strikes once, the same request goes through. */
async function recovers(demo: Demo, kind: keyof typeof kinds) {
  const again = await demo.answerOf(await kinds[kind](demo));
  expect([again.status, json(again).error_detail.code]).toEqual([200, '']);
}

describe.each(Object.keys(kinds) as (keyof typeof kinds)[])('%s', (kind) => {
  const ask = kinds[kind];
  const makesTasks = (demo: Demo) => (kind === 'submit' ? demo.tasks().length : 'no matter');
  const none = kind === 'submit' ? 0 : 'no matter';
  const one = kind === 'submit' ? 1 : 'no matter';

  const envelopes = [
    ['401', 401, 'ERROR_USER_NOT_EXISTS'],
    ['403', 403, 'ERROR_USER_LOCKED'],
    ['429', 429, 'EXCEEDING_LIMITS'],
    ['500', 500, 'PROCESSING_FAILURE'],
    ['500-unknown-error', 500, 'UNKNOWN_ERROR'],
    ['502', 502, 'AI_SERVICE_ERROR'],
    ['503', 503, 'AI_SERVICE_FLOW_RESTRICTION'],
    ['504', 504, 'AI_SERVICE_TIMEOUT'],
  ] as const;
  for (const [name, status, code] of envelopes) {
    faultTest(`${kind}-${name}`, `${status} with the envelope, once`, async () => {
      await using demo = await start(`${kind}-${name}`);
      const answer = await demo.answerOf(await ask(demo));
      expect([answer.status, json(answer).error_detail.code]).toEqual([status, code]);
      expect(answer.headers['retry-after']).toBeUndefined();
      expect(makesTasks(demo)).toBe(none);
      await recovers(demo, kind);
    });
  }

  faultTest(`${kind}-429-retry-after`, 'says how long to wait', async () => {
    for (const [fault, seconds] of [
      [`${kind}-429-retry-after`, '2'],
      [`${kind}-429-retry-after=30`, '30'],
    ] as const) {
      await using demo = await start(fault);
      const answer = await demo.answerOf(await ask(demo));
      expect([answer.status, answer.headers['retry-after']]).toEqual([429, seconds]);
    }
  });

  faultTest(`${kind}-500-no-envelope`, 'a page of a gateway', async () => {
    await using demo = await start(`${kind}-500-no-envelope`);
    const answer = await demo.answerOf(await ask(demo));
    expect([answer.status, answer.headers['content-type']]).toEqual([500, 'text/html; charset=utf-8']);
    expect(makesTasks(demo)).toBe(none);
  });

  faultTest(`${kind}-captive-portal`, 'a page with status 200', async () => {
    await using demo = await start(`${kind}-captive-portal`);
    const answer = await demo.answerOf(await ask(demo));
    expect([answer.status, answer.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(answer.body.toString()).toContain('Wi-Fi');
    expect(makesTasks(demo)).toBe(none);
  });

  faultTest(`${kind}-reset`, 'the connection breaks', async () => {
    await using demo = await start(`${kind}-reset`);
    expect(await (await ask(demo)).done).toMatchObject({ kind: 'cut', status: undefined });
    expect(makesTasks(demo)).toBe(none);
    await recovers(demo, kind);
  });

  faultTest(`${kind}-answer-lost`, 'the work is done, the answer never comes', async () => {
    await using demo = await start(`${kind}-answer-lost`);
    expect(await (await ask(demo)).done).toMatchObject({ kind: 'cut', code: 'ECONNRESET', status: undefined });
    expect(makesTasks(demo)).toBe(one);
  });

  faultTest(`${kind}-headers-never`, 'still silent when others were answered', async () => {
    const demo = await start(`${kind}-headers-never`);
    const worked = kind === 'submit' ? demo.next(({ kind }) => kind === 'submitted') : Promise.resolve();
    const struck = demo.next((event) => event.kind === 'fault');
    const sent = await ask(demo);
    await Promise.all([struck, worked]);
    await recovers(demo, kind);
    await demo.close();
    expect(await sent.done).toMatchObject({ kind: 'cut', status: undefined, received: 0 });
  });

  faultTest(`${kind}-body-stalls`, 'half an answer, and still not more when others were answered', async () => {
    const demo = await start(`${kind}-body-stalls`);
    const sent = await ask(demo);
    expect(await sent.started).toBeGreaterThan(0);
    expect(makesTasks(demo)).toBe(one);
    await recovers(demo, kind);
    await demo.close();
    expect(await sent.done).toMatchObject({ kind: 'cut', status: 200 });
  });

  faultTest(`${kind}-malformed-json`, 'can not be parsed', async () => {
    await using demo = await start(`${kind}-malformed-json`);
    const answer = await demo.answerOf(await ask(demo));
    expect(answer.status).toBe(200);
    expect(() => json(answer)).toThrow(SyntaxError);
    expect(makesTasks(demo)).toBe(one);
  });

  faultTest(`${kind}-huge-json`, 'as large as wanted, and valid', async () => {
    await using demo = await start(`${kind}-huge-json=300000`);
    const answer = await demo.answerOf(await ask(demo));
    expect(answer.body.length).toBeGreaterThan(300_000);
    expect(json(answer).error_detail.code).toBe('');
  });

  faultTest(`${kind}-wrong-content-type`, 'right, under a wrong name', async () => {
    await using demo = await start(`${kind}-wrong-content-type`);
    const answer = await demo.answerOf(await ask(demo));
    expect(answer.headers['content-type']).toBe('text/html');
    expect(json(answer).error_detail.code).toBe('');
  });
});

test('a huge answer stops when the client has had enough', async () => {
  await using demo = await start('credits-huge-json=1000000000');
  const sent = demo.askCredits();
  await sent.started;
  sent.cancel();
  expect(await sent.done).toMatchObject({ kind: 'cut' });
});

test.each(['submit-500-unknown-error', 'submit-500-no-envelope', 'submit-504'])(
  '%s=created makes the task all the same',
  async (name) => {
    await using demo = await start(`${name}=created`);
    expect((await demo.answerOf(demo.submit(picture))).status).toBeGreaterThanOrEqual(500);
    expect(demo.tasks()).toHaveLength(1);
  },
);

test('a lost answer is billed', async () => {
  await using demo = await start('submit-answer-lost');
  const done = demo.next(({ kind }) => kind === 'done');
  await demo.submit(picture).done;
  await done;
  expect(demo.ledger).toHaveLength(1);
});

for (const name of ['submit-reset-before-body', 'submit-reset-while-body', 'submit-reset-after-body']) {
  faultTest(name, 'the connection breaks and no task is made', async () => {
    await using demo = await start(name);
    const large = Buffer.concat([picture, Buffer.alloc(4_000_000)]);
    expect(await demo.submit(large).done).toMatchObject({ kind: 'cut', status: undefined });
    await recovers(demo, 'submit');
    expect(demo.tasks()).toHaveLength(1);
  });
}

faultTest('submit-429-credits', 'the other 429', async () => {
  await using demo = await start('submit-429-credits');
  const answer = await demo.answerOf(demo.submit(picture));
  expect([answer.status, json(answer).error_detail.code]).toEqual([429, 'ERROR_NOT_ENOUGH_CREDITS']);
});

faultTest('submit-404', 'the service was withdrawn', async () => {
  await using demo = await start('submit-404');
  const answer = await demo.answerOf(demo.submit(picture));
  expect([answer.status, json(answer).error_detail.code]).toEqual([404, 'ERROR_AI_NOT_EXISTS']);
});

faultTest('submit-no-task-id', 'success without a number, in each generation', async () => {
  for (const answerStyle of ['new', 'old', 'sdk'] as const) {
    await using demo = await start('submit-no-task-id', { answerStyle });
    const answer = await demo.answerOf(demo.submit(picture));
    expect(answer.status).toBe(200);
    expect(answer.body.toString()).not.toContain('task_id');
    expect(demo.tasks()).toHaveLength(1);
  }
});

faultTest('api-refused', 'cut before a byte is read, also for a client that keeps connections', async () => {
  await using demo = await start('api-refused@2');
  expect((await demo.answerOf(demo.askCredits())).headers.connection).toBe('close');
  expect(await demo.askCredits().done).toMatchObject({ kind: 'cut', status: undefined });
  expect((await demo.answerOf(demo.askCredits())).status).toBe(200);
});

faultTest('poll-unknown-status', 'a number nobody knows', async () => {
  for (const [fault, status] of [
    ['poll-unknown-status', 7],
    ['poll-unknown-status=42', 42],
  ] as const) {
    await using demo = await start(fault);
    expect(json(await demo.answerOf(await kinds.poll(demo))).task_status).toBe(status);
  }
});

faultTest('poll-no-address', 'done, but where?', async () => {
  await using demo = await start('poll-no-address');
  expect(json(await demo.answerOf(await kinds.poll(demo)))).toMatchObject({ task_status: 2, data: {} });
});

faultTest('poll-refused-422', 'accepted, refused for good, not billed; the next task is not', async () => {
  for (const [fault, code] of [
    ['poll-refused-422', 'ERROR_BLURRY_FACE'],
    ['poll-refused-422=ERROR_SMALL_FACE_SIZE', 'ERROR_SMALL_FACE_SIZE'],
  ] as const) {
    await using demo = await start(fault);
    const id = await demo.run(picture);
    for (let i = 0; i < 2; i++) {
      const answer = await demo.answerOf(demo.poll(id));
      expect([answer.status, json(answer).error_detail.code]).toEqual([422, code]);
    }
    expect(demo.ledger).toEqual([]);
    await recovers(demo, 'poll');
  }
});

faultTest('poll-status-3', 'failed, as the official SDK knows it', async () => {
  await using demo = await start('poll-status-3');
  expect(json(await demo.answerOf(await kinds.poll(demo))).task_status).toBe(3);
  expect(demo.ledger).toEqual([]);
});

faultTest('poll-unknown-task', 'accepted, and never heard of', async () => {
  await using demo = await start('poll-unknown-task');
  const answer = await demo.answerOf(await kinds.poll(demo));
  expect([answer.status, json(answer).error_detail.code]).toEqual([404, 'ERROR_RESOURCE_NOT_FOUND']);
});

faultTest('poll-never-ends', 'in processing while a later task is done', async () => {
  await using demo = await start('poll-never-ends');
  const id = json(await demo.answerOf(demo.submit(picture))).task_id!;
  await demo.run(picture);
  expect(json(await demo.answerOf(demo.poll(id))).task_status).toBe(1);
});

test('a new plan counts anew, and several faults follow one another', async () => {
  await using demo = await start('credits-500');
  const statuses = async (count: number) => {
    const seen = [];
    for (let i = 0; i < count; i++) seen.push((await demo.answerOf(demo.askCredits())).status);
    return seen;
  };
  expect(await statuses(2)).toEqual([500, 200]);
  demo.setFaults(['credits-503:2', 'credits-429', 'credits-502@6']);
  expect(await statuses(7)).toEqual([503, 503, 429, 200, 200, 502, 200]);
  demo.setFaults(['credits-500:*']);
  expect(await statuses(3)).toEqual([500, 500, 500]);
  demo.setFaults([]);
  expect(await statuses(1)).toEqual([200]);
});

afterAll(() => {
  const here = FAULTS.filter(({ at }) => !at.startsWith('result')).map(({ name }) => name);
  expect([...tested].sort()).toEqual(here.sort());
});
