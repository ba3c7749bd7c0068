import { expect, test } from 'vitest';
import { policyFor } from '../../../electron/engine/policy.ts';
import { idOf, LIVE_API } from '../../../electron/engine/service.ts';
import { exportSettings } from '../../../electron/engine/export-settings.ts';
import { sourceRoots } from '../../../electron/engine/originals.ts';

test.each([
  [LIVE_API, 'ailab'],
  [`${LIVE_API}/`, 'ailab'],
  ['http://127.0.0.1:8080', 'http-127-0-0-1-8080'],
  ['https://proxy.example.org/ailab/', 'https-proxy-example-org-ailab'],
])('whom one pays at %s is called %s, a name that can be part of a file’s', (address, id) => {
  expect(idOf(address)).toBe(id);
});

test('the embedded demo is asked more often, unless somebody wants otherwise', () => {
  expect(policyFor(true).pollIntervalMs).toBeLessThan(policyFor(false).pollIntervalMs);
  expect(policyFor(true, { pollIntervalMs: 7 }).pollIntervalMs).toBe(7);
});

test('export options from the disk are taken as far as they make sense', () => {
  const defaults = exportSettings({});
  expect(exportSettings({ size: 'service', quality: 80 })).toEqual({ ...defaults, size: 'service', quality: 80 });
  expect(exportSettings({ size: 'huge', format: 3, quality: 'best', onConflict: null })).toEqual(defaults);
  expect(sourceRoots({ sourceRoots: ['/a', 3, '/b'] }, '/a')).toEqual(['/a', '/b']);
  expect(sourceRoots({ sourceRoots: '/x' }, '/a')).toEqual(['/a']);
});
