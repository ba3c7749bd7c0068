export { openWorkspace, Workspace, type WorkspaceDeps } from './workspace.ts';
