export type * from './app.ts';
export type * from './channels.ts';
export type * from './photo.ts';
export type * from './preferences.ts';
export type * from './queue.ts';
