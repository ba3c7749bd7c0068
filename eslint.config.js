import { defineConfig } from 'eslint/config';
import { relative, sep } from 'node:path';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';
import { judgeImport } from './rooms.js';

const root = import.meta.dirname;

/** Judges every way to name another module by the table in `rooms.js`. */
const roomsRule = {
  meta: { type: 'problem', schema: [] },
  create(context) {
    const file = relative(root, context.filename).split(sep).join('/');
    const judge = (node, specifier, kind) => {
      const why = judgeImport(file, specifier, kind);
      if (why !== undefined) context.report({ node, message: why });
    };
    /** The text of a string or of a template without holes; undefined when it is computed. */
    const textOf = (node) => {
      if (node?.type === 'Literal' && typeof node.value === 'string') return node.value;
      return node?.type === 'TemplateLiteral' && node.expressions.length === 0
        ? node.quasis[0].value.cooked
        : undefined;
    };
    return {
      ImportDeclaration: (node) => judge(node, node.source.value, node.importKind),
      ExportAllDeclaration: (node) => judge(node, node.source.value, node.exportKind),
      ExportNamedDeclaration: (node) => node.source && judge(node, node.source.value, node.exportKind),
      ImportExpression: (node) => judge(node, textOf(node.source), 'value'),
      TSImportType: (node) => judge(node, textOf(node.source), 'type'),
      TSExternalModuleReference: (node) => judge(node, textOf(node.expression), 'value'),
      'CallExpression[callee.name="require"]': (node) => judge(node, textOf(node.arguments[0]), 'value'),
    };
  },
};

/** ESLint's own recommended rules, without those that TypeScript reports better. */
const coreRules = [
  'for-direction',
  'no-async-promise-executor',
  'no-case-declarations',
  'no-cond-assign',
  'no-constant-binary-expression',
  'no-constant-condition',
  'no-debugger',
  'no-dupe-else-if',
  'no-duplicate-case',
  'no-empty',
  'no-empty-character-class',
  'no-ex-assign',
  'no-fallthrough',
  'no-global-assign',
  'no-irregular-whitespace',
  'no-loss-of-precision',
  'no-misleading-character-class',
  'no-prototype-builtins',
  'no-regex-spaces',
  'no-self-assign',
  'no-sparse-arrays',
  'no-unexpected-multiline',
  'no-unsafe-finally',
  'no-unsafe-optional-chaining',
  'no-unused-labels',
  'no-unused-private-class-members',
  'no-useless-assignment',
  'no-useless-backreference',
  'no-useless-catch',
  'no-useless-escape',
  'preserve-caught-error',
  'require-yield',
  'use-isnan',
  'valid-typeof',
];

/** Syntax that is refused everywhere: [selector, what to do instead]. */
const everywhere = [
  ['ExportDefaultDeclaration', 'Export by name, so that a thing is called the same everywhere.'],
  ['ExportSpecifier[exported.name="default"]', 'Export by name, so that a thing is called the same everywhere.'],
];
const ipcOnly = [
  [
    ':matches(ImportSpecifier[imported.name="ipcMain"], MemberExpression[property.name="ipcMain"], Property[key.name="ipcMain"])',
    'ipcMain belongs to electron/ipc, which checks every sender and payload.',
  ],
  [
    'CallExpression[callee.property.name=/^(send|sendToFrame|postMessage)$/]:matches([callee.object.property.name=/^(webContents|sender)$/], [callee.object.name="webContents"])',
    'Only electron/ipc sends to a window: use its push function.',
  ],
];
const preloadOnly = [
  [
    ':matches(ImportSpecifier[imported.name=/^(ipcRenderer|contextBridge)$/], MemberExpression[property.name=/^(ipcRenderer|contextBridge)$/])',
    'The bridge to the window is electron/preload.ts alone.',
  ],
];
const rendererOnly = [
  ['JSXAttribute[name.name="dangerouslySetInnerHTML"]', 'Text from files and services is never HTML.'],
];
const clockOnly = [
  [
    ':matches(CallExpression[callee.name=/^(setTimeout|setInterval)$/], CallExpression[callee.object.name=/^(Date|performance)$/][callee.property.name="now"], NewExpression[callee.name="Date"][arguments.length=0])',
    'The queue takes its time from the Clock it is given, so that tests and the simulation can turn it.',
  ],
];
const testsOnly = [
  [
    'AwaitExpression > NewExpression[callee.name="Promise"] CallExpression[callee.name="setTimeout"]',
    'No sleeps in tests: wait for an event, or turn a fake clock.',
  ],
  [
    'CallExpression > MemberExpression.callee[object.name=/^(it|test|describe)$/][property.name="only"]',
    'A committed test suite runs whole.',
  ],
];

const syntax = (...lists) => ({
  'no-restricted-syntax': ['error', ...lists.flat().map(([selector, message]) => ({ selector, message }))],
});

export default defineConfig(
  {
    ignores: [
      '**/node_modules/',
      'out/',
      'dist/',
      'coverage/',
      'test-results/',
      'playwright-report/',
      'test/fixtures/',
      'test/e2e/artifacts/',
      // AssemblyScript: TypeScript's grammar, but other types.
      'electron/imaging/kernels/assembly/',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  { rules: Object.fromEntries(coreRules.map((name) => [name, 'error'])) },
  tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: root } },
    plugins: { house: { rules: { rooms: roomsRule } } },
    rules: {
      ...syntax(everywhere),
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'object-shorthand': 'error',
      'prefer-const': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/no-deprecated': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/return-await': ['error', 'in-try-catch'],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/use-unknown-in-catch-callback-variable': 'error',
      // An async function without await is how a port is implemented that has nothing to wait for.
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    files: ['electron/**', 'renderer/**'],
    rules: { 'house/rooms': 'error', 'no-console': 'error', ...syntax(everywhere, ipcOnly, preloadOnly) },
  },
  {
    files: ['electron/ipc/**'],
    rules: syntax(everywhere, preloadOnly),
  },
  {
    files: ['electron/preload.ts'],
    rules: syntax(everywhere, ipcOnly),
  },
  {
    files: ['electron/queue/**'],
    rules: syntax(everywhere, ipcOnly, preloadOnly, clockOnly),
  },
  {
    // The terminal is what these are for.
    files: ['electron/cli/**', 'electron/cli.ts', 'electron/bin/**'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['renderer/**'],
    extends: [reactHooks.configs.flat.recommended],
    rules: {
      ...syntax(everywhere, ipcOnly, preloadOnly, rendererOnly),
      // What goes wrong in the window has no other place to be kept.
      'no-console': ['error', { allow: ['error', 'warn'] }],
      // Concerns the React compiler, which is not used; it would refuse every virtual list.
      'react-hooks/incompatible-library': 'off',
      // `onClick={async () => …}`: React ignores what a handler returns.
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
    },
  },
  {
    files: ['test/**'],
    rules: {
      // Tests read JSON and hand functions to `expect`.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: ['test/unit/**', 'test/integration/**'],
    rules: { 'no-console': 'error', ...syntax(everywhere, testsOnly) },
  },
  {
    files: ['**/*.config.{js,ts,mjs}', 'build/**', '**/*.d.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    // Plain JavaScript (launchers, this file, .ci): outside the TypeScript projects, so without type information.
    files: ['**/*.{js,mjs,cjs}'],
    extends: [tseslint.configs.disableTypeChecked],
  },
);
