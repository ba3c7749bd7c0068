import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, it } from 'vitest';
import { repositoryRoot } from './repository.ts';

/** The repository's own configuration; only without types, since the snippets are in no TypeScript project. */
const eslint = new ESLint({
  cwd: repositoryRoot,
  overrideConfig: [
    tseslint.configs.disableTypeChecked,
    { languageOptions: { parserOptions: { projectService: false } } },
  ] as ESLint.Options['overrideConfig'] & object,
});

async function rulesBroken(filePath: string, snippet: string): Promise<(string | null)[]> {
  const [result] = await eslint.lintText(snippet, { filePath });
  return result?.messages.map(({ ruleId }) => ruleId) ?? [];
}

const send = 'window.webContents.send("queue:changed", 1);';
const ipcMain = 'import { ipcMain } from "electron"; ipcMain.handle("x", f);';
const bridge = 'import { contextBridge } from "electron"; contextBridge.exposeInMainWorld("x", 1);';

describe('lint', { timeout: 60_000 }, () => {
  it.each([
    ['house/rooms', 'electron/queue/x.ts', 'import { a } from "../ailab/a.ts"; a();'],
    ['house/rooms', 'electron/queue/x.ts', 'export * from "../ailab/a.ts";'],
    ['house/rooms', 'electron/queue/x.ts', 'export const a = import(`../ailab/a.ts`);'],
    ['house/rooms', 'electron/queue/x.ts', 'export type A = import("../ailab/a.ts").A;'],
    ['house/rooms', 'electron/queue/x.ts', 'import sharp from "sharp"; sharp();'],
    ['house/rooms', 'renderer/x.tsx', 'import { a } from "../electron/contract/index.ts"; a();'],
    ['no-console', 'electron/queue/x.ts', 'console.log(1);'],
    ['no-console', 'electron/main.ts', 'console.error(1);'],
    ['no-console', 'renderer/x.tsx', 'console.log(1);'],
    ['no-restricted-syntax', 'electron/window/x.ts', ipcMain],
    ['no-restricted-syntax', 'electron/window/x.ts', send],
    ['no-restricted-syntax', 'electron/main.ts', 'event.sender.send("x");'],
    ['no-restricted-syntax', 'electron/main.ts', bridge],
    ['no-restricted-syntax', 'electron/ipc/x.ts', bridge],
    ['no-restricted-syntax', 'electron/queue/x.ts', 'export const a = Date.now();'],
    ['no-restricted-syntax', 'electron/base/x.ts', 'export default 1;'],
    ['no-restricted-syntax', 'electron/cli/x.ts', 'export default 1;'],
    ['no-restricted-syntax', 'renderer/x.tsx', 'export const a = <b dangerouslySetInnerHTML={{ __html: "" }} />;'],
    ['no-restricted-syntax', 'test/unit/x.test.ts', 'it.only("x", f);'],
    ['no-restricted-syntax', 'test/unit/x.test.ts', 'await new Promise((done) => setTimeout(done, 50));'],
    ['react-hooks/rules-of-hooks', 'renderer/x.tsx', 'export function A() { if (b) useState(1); return null; }'],
    ['@typescript-eslint/no-explicit-any', 'electron/base/x.ts', 'export const a: any = 1;'],
    ['no-empty', 'electron/base/x.ts', 'try { a(); } catch {}'],
  ])('%s is enforced in %s: %s', async (rule, file, snippet) => {
    expect(await rulesBroken(file, snippet)).toContain(rule);
  });

  it.each([
    ['electron/ipc/x.ts', ipcMain],
    ['electron/ipc/x.ts', send],
    ['electron/preload.ts', bridge],
    ['electron/cli/x.ts', 'console.log(1);'],
    ['electron/bin/x.mjs', 'console.log(1);'],
    ['electron/base/clock.ts', 'export const a = Date.now();'],
    ['electron/queue/x.ts', 'import { a } from "../base/a.ts"; a();'],
    ['electron.vite.config.ts', 'export default {};'],
  ])('allows in %s: %s', async (file, snippet) => {
    expect(await rulesBroken(file, snippet)).toEqual([]);
  });
});
