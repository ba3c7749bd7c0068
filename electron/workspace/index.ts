export type { WorkspaceDeps } from './deps.ts';
export { openWorkspace, Workspace } from './workspace.ts';
