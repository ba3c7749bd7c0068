import { describe, expect, test } from 'vitest';
import { expandTemplate, templateTrouble, type NameFacts } from '../../../electron/export/template.ts';

const facts: NameFacts = { name: 'DSC_0042', seq: 7, of: 1200, date: '2026-05-30', level: 0.55 };

describe('a naming template', () => {
  test.each([
    ['{name}', 'DSC_0042'],
    ['{date} {seq}', '2026-05-30 0007'],
    ['{name}-{level}', 'DSC_0042-55'],
    ['Smith wedding {seq}', 'Smith wedding 0007'],
  ])('%s gives %s', (template, expected) => {
    expect(expandTemplate(template, facts)).toBe(expected);
    expect(templateTrouble(template)).toBeUndefined();
  });

  test('an unknown date says so', () => {
    expect(expandTemplate('{date}_{name}', { ...facts, date: undefined })).toBe('undated_DSC_0042');
  });

  test('three digits at least, more where the batch needs them', () => {
    expect(expandTemplate('{seq}', { ...facts, of: 9 })).toBe('007');
    expect(expandTemplate('{seq}', { ...facts, of: 12_345 })).toBe('00007');
  });

  test('no name leads into a folder or is empty', () => {
    expect(expandTemplate('../{name}', facts)).toBe('.._DSC_0042');
    expect(expandTemplate('a\\b:{seq}', facts)).toBe('a_b_0007');
    expect(expandTemplate(' ', facts)).toBe('DSC_0042');
  });

  test.each([['{camera}'], ['{name'], ['name}'], ['  '], ['{}']])('%j is refused in plain words', (template) => {
    expect(templateTrouble(template)).toMatch(/\.$/);
  });
});
