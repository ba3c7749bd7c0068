import { stat as statWithCallback, type Dirent, type Stats } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { answered, type AnsweringOptions } from '../base/answering.ts';
import { identityOf } from '../base/file-facts.ts';
import { openOriginal } from '../base/open-original.ts';
import { systemCode, type Reason } from '../base/reason.ts';
import {
  classifyFileName,
  classifyFolderName,
  HEAD_BYTES,
  looksLikePicture,
  REPORT_NAME,
  type FolderClass,
  type NameClass,
} from './candidate.ts';
import type { FoundFile, SkippedFile } from './found.ts';

/** Where an entry lies: its real path, and its place below the root it was reached from. */
interface Place {
  readonly path: string;
  readonly root: string;
  readonly relativePath: string;
}

/** What one scan has gathered so far. */
export interface Walk {
  readonly recursive: boolean;
  /** Whether links may lead out of the folders that were named. */
  readonly followLinks: boolean;
  readonly signal: AbortSignal | undefined;
  readonly answering: AnsweringOptions;
  readonly photos: FoundFile[];
  readonly skipped: SkippedFile[];
  /** Symbolic links met on the way, looked at after everything else. */
  readonly links: Place[];
  /** Real path of each photo -> relative path it is listed under. */
  readonly files: Map<string, string>;
  /** Identities of the folders that were named themselves. */
  readonly named: Set<string>;
  /** Identity of each folder that was entered. */
  readonly folders: Set<string>;
  /** Identities of folders that results were put into. */
  readonly outputs: Set<string>;
}

/** Entries of one folder looked at together: enough to hide a network drive's delay, few enough to keep files to open. */
const AT_ONCE = 64;

/** Walks the folder at a real path; what lies in it belongs to that root. Returns the root. */
export async function walkFolder(walk: Walk, root: string): Promise<string> {
  walk.named.add(await askFolder(walk, root, () => identityOf(root)));
  if (await enter(walk, root)) await walkTree(walk, { path: root, root, relativePath: '' });
  return root;
}

/** Takes in a file that was named itself: whatever its name, it is a photo and the pre-check says what it is worth. */
export async function walkFile(walk: Walk, path: string): Promise<string> {
  const root = await ask(walk, path, () => realpath(dirname(path)));
  const place: Place = { path: await ask(walk, path, () => realpath(path)), root, relativePath: basename(path) };
  const status = await ask(walk, place.path, () => stat(place.path));
  if (!status.isFile()) skip(walk, place, SPECIAL_FILE);
  else if (!walk.files.has(place.path)) addPhoto(walk, place, status);
  return root;
}

/** Follows the links that were met, and those met while following. */
export async function walkLinks(walk: Walk): Promise<void> {
  for (let link = walk.links.shift(); link !== undefined; link = walk.links.shift()) {
    walk.signal?.throwIfAborted();
    const place = link;
    await reporting(walk, place, async () => {
      const target: Place = { ...place, path: await ask(walk, place.path, () => realpath(place.path)) };
      if (!walk.followLinks && !(await leadsInside(walk, target.path))) skip(walk, place, LEADS_OUT);
      else if ((await ask(walk, target.path, () => stat(target.path))).isDirectory()) await followFolder(walk, target);
      else await lookAtFile(walk, target, 'link');
    });
  }
}

/** Whether a real path lies in a folder that was named: only what was asked for may be sent. */
async function leadsInside(walk: Walk, path: string): Promise<boolean> {
  for (let at = path; ; at = dirname(at)) {
    if (walk.named.has(await askFolder(walk, at, () => identityOf(at)))) return true;
    if (at === dirname(at)) return false;
  }
}

async function followFolder(walk: Walk, place: Place): Promise<void> {
  const refusal = await folderRefusal(walk, place);
  if (refusal) skip(walk, place, refusal);
  else if (await enter(walk, place.path)) await walkTree(walk, place);
  else {
    skip(walk, place, { code: 'loop', message: 'A link to a folder that was already looked through.' });
  }
}

/** Depth-first without recursion, so that no nesting is too deep. */
async function walkTree(walk: Walk, top: Place): Promise<void> {
  const pending = [top];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    const place = folder;
    walk.signal?.throwIfAborted();
    const lookThrough = async () => {
      // As bytes: a name that is not valid text would otherwise be changed, and then not be found.
      const options = { withFileTypes: true, encoding: 'buffer' } as const;
      const entries = await askFolder(walk, place.path, () => readdir(place.path, options));
      for (let i = 0; i < entries.length; i += AT_ONCE) {
        walk.signal?.throwIfAborted();
        const subfolders = await Promise.all(entries.slice(i, i + AT_ONCE).map((entry) => lookAt(walk, place, entry)));
        pending.push(...subfolders.filter((subfolder) => subfolder !== undefined));
      }
    };
    // A folder that was named itself and can't be read is the caller's to tell; one below it is a line in the report.
    if (place.relativePath === '') await lookThrough();
    else await reporting(walk, place, lookThrough);
  }
}

/** Looks at one entry of a folder. Returns it when it is a subfolder to go on with. */
async function lookAt(walk: Walk, folder: Place, entry: Dirent<Buffer>): Promise<Place | undefined> {
  const name = entry.name.toString('utf8');
  const place: Place = {
    path: join(folder.path, name),
    root: folder.root,
    relativePath: folder.relativePath === '' ? name : `${folder.relativePath}/${name}`,
  };
  if (!Buffer.from(name, 'utf8').equals(entry.name)) {
    skip(walk, place, {
      code: 'bad-name',
      message: 'The name holds bytes that are not text, so it can’t be opened reliably. Give it another name.',
    });
    return undefined;
  }
  let subfolder: Place | undefined;
  await reporting(walk, place, async () => {
    if (entry.isSymbolicLink()) walk.links.push(place);
    else if (!entry.isDirectory()) await lookAtFile(walk, place);
    else {
      const refusal = await folderRefusal(walk, place);
      if (refusal) skip(walk, place, refusal);
      else if (await enter(walk, place.path)) subfolder = place;
    }
  });
  return subfolder;
}

async function lookAtFile(walk: Walk, place: Place, via: 'name' | 'link' = 'name'): Promise<void> {
  const kind = classifyFileName(basename(place.relativePath));
  if (kind !== 'picture' && kind !== 'foreign-picture' && kind !== 'nameless') {
    skip(walk, place, BY_NAME[kind]);
    return;
  }
  const known = walk.files.get(place.path);
  if (known !== undefined) {
    // Inputs that overlap are no news; a link to a file that is already listed is.
    if (via === 'link') skip(walk, place, { code: 'duplicate', message: `The same file as “${known}”.` });
    return;
  }
  const status = await ask(walk, place.path, () => statOf(place.path));
  if (!status.isFile()) skip(walk, place, SPECIAL_FILE);
  else if (kind === 'nameless' && !looksLikePicture(await ask(walk, place.path, () => readHead(place.path))))
    skip(walk, place, BY_NAME.other);
  else addPhoto(walk, place, status);
}

/** Every question to the file system goes this way: a dead network drive must not hold a scan for ever. */
function ask<T>({ answering }: Walk, path: string, question: () => Promise<T>): Promise<T> {
  return answered(path, question, answering);
}

/** The same about a folder, which may be where another drive begins. */
export function askFolder<T>({ answering }: Walk, path: string, question: () => Promise<T>): Promise<T> {
  return answered(path, question, { ...answering, folder: path });
}

/** Half the price of the promised one, which counts with ten thousand files. */
function statOf(path: string): Promise<Stats> {
  return new Promise((resolve, reject) => {
    statWithCallback(path, (error, status) => (error ? reject(error) : resolve(status)));
  });
}

function addPhoto(walk: Walk, place: Place, status: { size: number; mtimeMs: number }): void {
  walk.files.set(place.path, place.relativePath);
  walk.photos.push({ ...place, bytes: status.size, modifiedAt: Math.round(status.mtimeMs) });
}

/** Why a subfolder is passed over; undefined when it is to be looked through. */
async function folderRefusal(walk: Walk, place: Place): Promise<Reason | undefined> {
  const kind = classifyFolderName(basename(place.relativePath), basename(dirname(place.path)));
  if (kind !== 'folder') return BY_NAME[kind];
  if (!walk.recursive) return { code: 'subfolder', message: 'Subfolders were not asked for.' };
  const known =
    walk.outputs.size > 0 && walk.outputs.has(await askFolder(walk, place.path, () => identityOf(place.path)));
  if (known || (await isFile(walk, join(place.path, REPORT_NAME)))) {
    return { code: 'own-output', message: 'Results of an earlier batch lie here: they are not retouched again.' };
  }
  return undefined;
}

async function isFile(walk: Walk, path: string): Promise<boolean> {
  try {
    return (await ask(walk, path, () => stat(path))).isFile();
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EACCES') return false;
    throw error;
  }
}

/** Marks a folder as looked through; false when it already was. By device and inode where there are any: spelling varies. */
async function enter(walk: Walk, path: string): Promise<boolean> {
  const identity = await askFolder(walk, path, () => identityOf(path));
  if (walk.folders.has(identity)) return false;
  walk.folders.add(identity);
  return true;
}

async function readHead(path: string): Promise<Uint8Array> {
  const handle = await openOriginal(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** Runs `look`; what the file system refuses becomes a line about that one file or folder, and the scan goes on. */
async function reporting(walk: Walk, place: Place, look: () => Promise<void>): Promise<void> {
  try {
    await look();
  } catch (error) {
    const code = systemCode(error);
    if (code === undefined || walk.signal?.aborted) throw error;
    skip(walk, place, { code: 'unreadable', message: UNREADABLE[code] ?? `The system can’t open it (${code}).` });
  }
}

function skip(walk: Walk, place: Place, reason: Reason): void {
  walk.skipped.push({ ...place, reason });
}

const LEADS_OUT: Reason = {
  code: 'link-out',
  message: 'A link that leads out of the folder you named. It is left out unless you ask for such links.',
};
const SPECIAL_FILE: Reason = { code: 'special-file', message: 'Not an ordinary file.' };

const BY_NAME = {
  hidden: { code: 'hidden', message: 'Hidden: the name begins with a dot.' },
  litter: { code: 'system-file', message: 'Made by the operating system or the drive for itself.' },
  bundle: {
    code: 'bundle',
    message: 'A program’s own library or package. To use photos in it, name a folder inside it.',
  },
  cache: { code: 'program-cache', message: 'Pictures that another program keeps for itself.' },
  backup: {
    code: 'backup-copy',
    message: 'A copy that a program put aside: the name goes on after the picture’s ending. To use it, name it itself.',
  },
  unfinished: { code: 'unfinished', message: 'Still being downloaded or copied.' },
  report: { code: 'own-output', message: 'Afterglow’s own report.' },
  other: { code: 'not-a-picture', message: 'Not a picture.' },
} satisfies Partial<Record<NameClass | FolderClass, Reason>>;

/** By the system's error code. */
export const UNREADABLE: Readonly<Record<string, string>> = {
  EACCES: 'You have no permission to open it.',
  EPERM: 'You have no permission to open it.',
  ENOENT: 'It is no longer there, or a link that leads nowhere.',
  ELOOP: 'A link that leads back to itself.',
};
