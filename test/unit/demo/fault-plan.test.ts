import { describe, expect, test } from 'vitest';
import { FAULTS, parseFault } from '../../../electron/demo/index.ts';
import { openFaultBook } from '../../../electron/demo/fault-plan.ts';
import type { FaultPlan } from '../../../electron/demo/index.ts';

describe('the spelling of a fault', () => {
  test.each([
    ['submit-500', { name: 'submit-500', count: 1, from: 1 }],
    ['submit-500:2', { name: 'submit-500', count: 2, from: 1 }],
    ['submit-429@3', { name: 'submit-429', count: 1, from: 3 }],
    ['poll-503:*', { name: 'poll-503', count: Infinity, from: 1 }],
    ['result-slow:4@2=200', { name: 'result-slow', count: 4, from: 2, param: '200' }],
    [
      'result-redirect-other-host=http://127.0.0.1:9/a?b=c:2@3',
      {
        name: 'result-redirect-other-host',
        count: 1,
        from: 1,
        param: 'http://127.0.0.1:9/a?b=c:2@3',
      },
    ],
  ])('%s', (text, rule) => expect(parseFault(text)).toEqual(rule));

  test.each([
    '',
    'Submit-500',
    'submit-500:',
    'submit-500:-1',
    'submit-500@',
    'submit-500:2:3',
    'submit-500:0',
    'submit-500@0',
  ])('refuses %j', (text) =>
    expect(() => parseFault(text)).toThrow(
      expect.objectContaining({ reason: expect.objectContaining({ code: 'fault-spelling' }) }),
    ),
  );

  test('an unknown name is answered with the known ones', () => {
    expect(() => parseFault('submit-501')).toThrow(/submit-501.*submit-500/s);
  });

  test.each([
    'submit-500=created',
    'submit-504=yes',
    'result-slow=fast',
    'result-slow=0',
    'result-404=1',
    'poll-refused-422=SAD',
    'result-redirect-other-host=there',
  ])('refuses the parameter of %s', (text) => expect(() => parseFault(text)).toThrow(/can't take/));
});

test('names are unique, can be written, and are explained', () => {
  expect(new Set(FAULTS.map(({ name }) => name)).size).toBe(FAULTS.length);
  for (const { name, description } of FAULTS) {
    expect(parseFault(name)).toEqual({ name, count: 1, from: 1 });
    expect(description.length).toBeGreaterThan(15);
  }
});

describe('the count', () => {
  const strikes = (plan: FaultPlan, occasions: number) => {
    const told: string[] = [];
    const book = openFaultBook(plan, (name) => told.push(name));
    const struck = Array.from({ length: occasions }, () => book.take('submit')?.fault.name ?? '-');
    expect(told).toEqual(struck.filter((name) => name !== '-'));
    return struck;
  };

  test('the first two, the third, then none', () => {
    expect(strikes(['submit-500:2', 'submit-429@3'], 4)).toEqual(['submit-500', 'submit-500', 'submit-429', '-']);
  });

  test('two that fit the same occasion follow each other', () => {
    expect(strikes(['submit-500', 'submit-503'], 3)).toEqual(['submit-500', 'submit-503', '-']);
  });

  test('always means always, from where it begins', () => {
    expect(strikes([{ name: 'submit-500', count: Infinity, from: 2 }], 4)).toEqual([
      '-',
      'submit-500',
      'submit-500',
      'submit-500',
    ]);
  });

  test('each point counts for itself, and knows what is to come', () => {
    const book = openFaultBook(['poll-500@2', 'submit-500'], () => {});
    expect(book.awaits('poll')).toBe(true);
    expect(book.take('submit')?.fault.name).toBe('submit-500');
    expect(book.awaits('submit')).toBe(false);
    expect(book.take('poll')).toBeUndefined();
    expect(book.take('poll')?.fault.name).toBe('poll-500');
  });

  test('a plan that makes no sense leaves the old one in force', () => {
    const book = openFaultBook(['submit-500:*'], () => {});
    expect(() => book.set(['nonsense'])).toThrow(/nonsense/);
    expect(() => book.set([{ name: 'submit-500', count: 0, from: 1 }])).toThrow(/begin at 1/);
    expect(book.take('submit')?.fault.name).toBe('submit-500');
  });
});
