import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import en from '../../../renderer/i18n/en.json' with { type: 'json' };
import es from '../../../renderer/i18n/es.json' with { type: 'json' };
import reasonsEs from '../../../renderer/i18n/reasons.es.json' with { type: 'json' };
import reasonsZhCN from '../../../renderer/i18n/reasons.zh-CN.json' with { type: 'json' };
import zhCN from '../../../renderer/i18n/zh-CN.json' with { type: 'json' };

type Words = { readonly [key: string]: string | Words };

function flat(words: Words, prefix = ''): Map<string, string> {
  return new Map(
    Object.entries(words).flatMap(([key, value]) =>
      typeof value === 'string' ? [[prefix + key, value] as const] : [...flat(value, `${prefix}${key}.`)],
    ),
  );
}

const english = flat(en);
const renderer = resolve(import.meta.dirname, '../../../renderer');
const sources = readdirSync(renderer, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.tsx?$/.test(path) && !path.endsWith('.d.ts'))
  .map((path) => {
    const text = readFileSync(join(renderer, path), 'utf8');
    return { path, file: ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX) };
  });

function visit(node: ts.Node, see: (node: ts.Node) => void): void {
  see(node);
  node.forEachChild((child) => visit(child, see));
}

describe.each([
  ['es', flat(es)],
  ['zh-CN', flat(zhCN)],
])('the words in %s', (_language, words) => {
  it('are complete, and nothing is left over', () => {
    expect([...words.keys()].sort()).toEqual([...english.keys()].sort());
  });

  it('are not empty and fill in the same values', () => {
    const holes = (text: string | undefined) => [...(text ?? '').matchAll(/{{[^}]*}}/g)].map(String).sort();
    for (const [key, text] of words) {
      expect(text.trim(), key).not.toBe('');
      expect(holes(text), key).toEqual(holes(english.get(key)));
    }
  });
});

it('explains the same reasons in every language', () => {
  expect(Object.keys(reasonsZhCN).sort()).toEqual(Object.keys(reasonsEs).sort());
});

it.each(['catalog', 'workspace', 'export'])('explains every reason of the room %s in every language', (room) => {
  const folder = join(import.meta.dirname, '../../../electron', room);
  const texts = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => readFileSync(join(folder, path), 'utf8'));
  const literal = /\bcode: '([a-z][a-z0-9-]+)'|\bReasonError\(\s*'([a-z0-9-]+)'/g;
  const codes = texts.flatMap((text) => [...text.matchAll(literal)].flatMap(([, a, b]) => a ?? b ?? []));
  expect(codes.length).toBeGreaterThan(3);
  const known: Readonly<Record<string, string>> = reasonsEs;
  expect([...new Set(codes)].filter((code) => !Object.hasOwn(known, code))).toEqual([]);
});

/** The keys that a call of t() can ask for: `{…}` of a template stands for one or more levels. */
function asked(): { readonly where: string; readonly pattern: RegExp; readonly text: string }[] {
  const found: { where: string; pattern: RegExp; text: string }[] = [];
  for (const { path, file } of sources) {
    visit(file, (node) => {
      if (!ts.isCallExpression(node) || !/(^|\.)t$/.test(node.expression.getText(file))) return;
      const [key] = node.arguments;
      for (const literal of key === undefined ? [] : literalsOf(key)) {
        const parts = ts.isTemplateExpression(literal)
          ? [literal.head.text, ...literal.templateSpans.map((span) => span.literal.text)]
          : [(literal as ts.StringLiteral).text];
        const escaped = parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
        found.push({
          where: relative('.', path),
          text: parts.join('*'),
          pattern: new RegExp(`^${escaped.join('[\\w-]+')}(_one|_other)?$`),
        });
      }
    });
  }
  return found;
}

function literalsOf(node: ts.Expression): ts.Expression[] {
  if (ts.isConditionalExpression(node)) return [...literalsOf(node.whenTrue), ...literalsOf(node.whenFalse)];
  return ts.isStringLiteralLike(node) || ts.isTemplateExpression(node) ? [node] : [];
}

describe('the words in the window', () => {
  it('exist for every key that is asked for', () => {
    const missing = asked().filter(({ pattern }) => ![...english.keys()].some((key) => pattern.test(key)));
    expect(missing.map(({ where, text }) => `${where}: ${text}`)).toEqual([]);
  });

  it('are all asked for', () => {
    const patterns = asked().map(({ pattern }) => pattern);
    expect([...english.keys()].filter((key) => !patterns.some((pattern) => pattern.test(key)))).toEqual([]);
  });

  it('never stand in a component itself', () => {
    const literal: string[] = [];
    const report = (path: string, text: string) => {
      if (/\p{L}{2}/u.test(text)) literal.push(`${path}: ${text.trim()}`);
    };
    const spoken = new Set([
      'aria-label',
      'aria-valuetext',
      'title',
      'alt',
      'placeholder',
      'label',
      'hint',
      'data-tip',
    ]);
    for (const { path, file } of sources) {
      visit(file, (node) => {
        if (ts.isJsxText(node)) report(path, node.text);
        if (ts.isJsxExpression(node) && node.expression && !ts.isJsxAttribute(node.parent)) {
          if (ts.isStringLiteralLike(node.expression)) report(path, node.expression.text);
        }
        if (!ts.isJsxAttribute(node) || !spoken.has(node.name.getText(file)) || node.initializer === undefined) return;
        visit(node.initializer, (inner) => {
          // Keys of t(), and values that are compared with, are not shown.
          const { parent } = inner;
          const unseen = ts.isCallExpression(parent) || ts.isBinaryExpression(parent);
          if (ts.isStringLiteralLike(inner) && !unseen) report(path, inner.text);
        });
      });
    }
    expect(literal).toEqual([]);
  });
});
