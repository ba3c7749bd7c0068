import { describe, expect, it } from 'vitest';
import { payloads } from '../../../electron/ipc/payloads.ts';
import type { InvokeChannel } from '../../../electron/contract/index.ts';

const accepts = (channel: InvokeChannel, ...args: unknown[]) => payloads[channel].safeParse(args).success;

const request = {
  folder: 'f1',
  photos: ['p1'],
  output: undefined,
  export: {
    name: '{name}',
    writeMarks: false,
    size: 'original',
    format: 'same',
    quality: 95,
    metadata: 'all',
    onConflict: 'rename',
  },
  maxCredits: undefined,
};

describe('payloads', () => {
  it('take what the contract says', () => {
    expect(accepts('app:state')).toBe(true);
    expect(accepts('key:set', 'anything that was typed')).toBe(true);
    expect(accepts('folder:open', ['/photos/Été 2026'])).toBe(true);
    expect(accepts('photos:configure', ['p1', 'p2'], { level: 0.3 })).toBe(true);
    expect(accepts('photos:configure', [], {})).toBe(true);
    expect(accepts('queue:decide', ['j1'], 'drop')).toBe(true);
    expect(accepts('batch:start', request)).toBe(true);
    expect(accepts('photos:mark', ['p1'], { rating: 5, flag: 'pick' })).toBe(true);
    expect(accepts('queue:set-limit', undefined)).toBe(true);
    expect(accepts('strip:start', ['p1'], [0.3, 0.5, 0.8])).toBe(true);
    expect(accepts('preferences:set', { concurrency: undefined, lastExport: request.export })).toBe(true);
    expect(accepts('batch:start', { ...request, output: '/out', maxCredits: 100 })).toBe(true);
  });

  it('give the handler the request with every field there', () => {
    const { output: _output, maxCredits: _maxCredits, ...short } = request;
    const [parsed] = payloads['batch:start'].parse([short]);
    expect(Object.keys(parsed)).toEqual(expect.arrayContaining(['output', 'maxCredits']));
  });

  it.each<[InvokeChannel, unknown[]]>([
    ['app:state', [1]],
    ['app:set-mode', ['free']],
    ['key:set', [1]],
    ['key:set', ['x'.repeat(5000)]],
    ['folder:open', ['/photos']],
    ['folder:open', [['']]],
    ['folder:open', [['/a\0b']]],
    ['folder:close', ['']],
    ['photos:configure', [['p1'], { level: 1.1 }]],
    ['photos:configure', [['p1'], { level: Number.NaN }]],
    ['photos:configure', [['p1'], { level: undefined }]],
    ['photos:configure', [['p1'], { level: 0.5, other: 1 }]],
    ['photos:configure', [['p1']]],
    ['batch:start', [{ ...request, export: { ...request.export, quality: 0 } }]],
    ['batch:start', [{ ...request, export: { ...request.export, format: 'gif' } }]],
    ['batch:start', [{ ...request, maxCredits: -1 }]],
    ['batch:start', [{ ...request, output: '' }]],
    ['batch:start', [request, request]],
    ['queue:decide', [['j1'], 'maybe']],
    ['photos:mark', [['p1'], { rating: 6 }]],
    ['photos:mark', [['p1'], { flag: 'best' }]],
    ['photos:fade', [['p1'], 1.2]],
    ['queue:set-limit', [-1]],
    ['strip:start', [[], [0.5]]],
    ['strip:start', [['p1'], [2]]],
    ['preferences:set', [{ language: 'xx' }]],
    ['preferences:set', [{ concurrency: 0 }]],
    ['preferences:set', [{ presets: [{ name: 'a', options: {} }] }]],
    ['cache:clear', ['everything']],
    ['output:reveal', [{ id: 'p1' }]],
  ])('%s refuses %j', (channel, args) => {
    expect(accepts(channel, ...args)).toBe(false);
  });

  it('are not fooled by a prototype', () => {
    const evil = JSON.parse('{"__proto__": {"level": 9}, "level": 0.5}') as unknown;
    expect(accepts('photos:configure', ['p1'], evil)).toBe(false);
  });
});
