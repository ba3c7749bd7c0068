import ts from 'typescript';
import { judgeImport } from '../../../rooms.js';
import type { ImportKind } from '../../../rooms.js';
import type { SourceFile } from './repository.ts';

export interface FoundImport {
  /** From 1. */
  readonly line: number;
  /** Undefined when it is computed at run time. */
  readonly specifier: string | undefined;
  readonly kind: ImportKind;
}

export function parse({ path, text }: SourceFile): ts.SourceFile {
  return ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
}

/** Every way in which a file names another module. */
export function importsOf(file: SourceFile): FoundImport[] {
  const source = parse(file);
  const requires = new Set(['require']);
  const found: FoundImport[] = [];
  const add = (node: ts.Node, specifier: ts.Node | undefined, kind: ImportKind) => {
    const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
    found.push({ line, specifier: specifier && ts.isStringLiteralLike(specifier) ? specifier.text : undefined, kind });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      const typeOnly = node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
      add(node, node.moduleSpecifier, typeOnly ? 'type' : 'value');
    } else if (ts.isExportDeclaration(node) && node.moduleSpecifier) {
      add(node, node.moduleSpecifier, node.isTypeOnly ? 'type' : 'value');
    } else if (ts.isExternalModuleReference(node)) {
      add(node, node.expression, 'value');
    } else if (ts.isImportTypeNode(node)) {
      add(node, ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined, 'type');
    } else if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && isCreateRequire(node.initializer)) {
      requires.add(node.name.text);
    } else if (ts.isCallExpression(node) && loads(node.expression, requires)) {
      add(node, node.arguments[0], 'value');
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isCreateRequire(node: ts.Expression | undefined): boolean {
  return node !== undefined && ts.isCallExpression(node) && node.expression.getText().endsWith('createRequire');
}

function loads(callee: ts.Expression, requires: ReadonlySet<string>): boolean {
  if (callee.kind === ts.SyntaxKind.ImportKeyword || isCreateRequire(callee)) return true;
  return ts.isIdentifier(callee) && requires.has(callee.text);
}

/** One line per broken import rule: `file:line: why`. */
export function brokenRules(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) =>
    importsOf(file).flatMap(({ line, specifier, kind }) => {
      const why = judgeImport(file.path, specifier, kind);
      return why === undefined ? [] : [`${file.path}:${line}: ${why}`];
    }),
  );
}

/** Where a file touches the bridge to the main process (`window.afterglow`), as `file:line`. */
export function bridgeUses(file: SourceFile): string[] {
  const source = parse(file);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const named =
      (ts.isPropertyAccessExpression(node) && node.name.text === 'afterglow') ||
      (ts.isElementAccessExpression(node) && node.argumentExpression.getText(source).slice(1, -1) === 'afterglow');
    if (named && /^(window|globalThis|self)$/.test(node.expression.getText(source))) {
      found.push(`${file.path}:${source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Statements of a file that are still there after compilation, as `file:line`. */
export function runtimeStatements(file: SourceFile): string[] {
  const source = parse(file);
  return source.statements
    .filter(
      (node) =>
        !ts.isInterfaceDeclaration(node) &&
        !ts.isTypeAliasDeclaration(node) &&
        !(ts.isImportDeclaration(node) && node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword) &&
        !(ts.isExportDeclaration(node) && node.isTypeOnly),
    )
    .map((node) => `${file.path}:${source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1}`);
}
