import type { FolderView, HotView, Outcome } from '../../../../electron/contract/index.ts';
import { folderOf, hotView, loadSamples, photoAt } from './photos.ts';
import { sceneQueue } from './queue.ts';
import { scene, wanted } from './scene.ts';
import { push, world } from './world.ts';

const names = ['2026-05-16 Wedding Ana & Luis', 'Studio Tuesday', 'Headshots Brennan LLP', 'Family Okafor'];

/** Opens a folder, or shows the one that is open already under that name. */
export async function open(name?: string): Promise<Outcome<FolderView>> {
  await loadSamples();
  const wantedName = name ?? names[world.folders.length % names.length] ?? 'Folder';
  const known = world.folders.find((folder) => folder.name === wantedName);
  if (known !== undefined) return { ok: true, value: known };
  const made = folderOf(`f${world.folders.length + 1}`, wantedName, wanted);
  world.folders = [...world.folders, made];
  sceneQueue();
  return { ok: true, value: made };
}

/** The folders that a page which is loaded anew finds open. */
export async function current(): Promise<readonly FolderView[]> {
  if (scene !== 'tabs' && scene !== 'hot') return world.folders;
  for (const name of scene === 'tabs' ? names.slice(0, 3) : names.slice(0, 1)) await open(name);
  return world.folders;
}

export function close(id: string): void {
  world.folders = world.folders.filter((folder) => folder.id !== id);
}

export function setHot(id: string, creditsPerDay: number | undefined): HotView | undefined {
  const hot = creditsPerDay === undefined ? undefined : hotView(creditsPerDay);
  world.folders = world.folders.map((folder) => (folder.id === id ? { ...folder, hot } : folder));
  return hot;
}

export function answerHot(id: string): void {
  const hot = world.folders.find((folder) => folder.id === id)?.hot;
  if (hot !== undefined) push('hot:changed', { folder: id, hot: { ...hot, question: undefined } });
}

/** For a developer at the console: `harness.add(5)` and `harness.remove(5)` do what a camera or a person would. */
export const harness = {
  add(count: number, id = 'f1'): void {
    const folder = world.folders.find((each) => each.id === id);
    if (folder === undefined) return;
    const from = Math.max(-1, ...folder.photos.map((photo) => Number(photo.id.split('p')[1]))) + 1;
    const added = Array.from({ length: count }, (_, index) => photoAt(id, from + index, wanted));
    change(folder, [...folder.photos, ...added]);
    push('folder:changed', { folder: id, added, removed: [] });
  },
  /** The first photos vanish. */
  remove(count: number, id = 'f1'): void {
    const folder = world.folders.find((each) => each.id === id);
    if (folder === undefined) return;
    const removed = folder.photos.slice(0, count).map((photo) => photo.id);
    change(folder, folder.photos.slice(count));
    push('folder:changed', { folder: id, added: [], removed });
  },
};

function change(folder: FolderView, photos: FolderView['photos']): void {
  world.folders = world.folders.map((each) => (each.id === folder.id ? { ...each, photos } : each));
}
