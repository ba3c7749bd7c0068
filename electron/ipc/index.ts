export { NoticeBoard } from './notices.ts';
export { createPush } from './push.ts';
export type { Push } from './push.ts';
export { registerIpc } from './register.ts';
export type { IpcOptions } from './register.ts';
