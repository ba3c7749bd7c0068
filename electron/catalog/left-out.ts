/*
 * What lies beside photos and is none of the shoot: what systems, network drives and other programs put there. By names alone,
 * so that a scan and a watch judge alike.
 */

/** Folders that systems, cameras and network drives make for themselves; some hold shrunken or deleted copies of the photos. */
const SYSTEM_FOLDERS = new Set([
  '__macosx',
  // Synology and QNAP.
  '@eadir',
  '@tmp',
  '@recycle',
  '@recently-snapshot',
  '@snapshot',
  '@snapshots',
  '@sharebin',
  '@sharesnap',
  '#recycle',
  '#snapshot',
  '~snapshot',
  // Windows.
  '$recycle.bin',
  'recycler',
  'recycled',
  'system volume information',
  // macOS, Linux, Android; the rest of theirs begins with a dot.
  'network trash folder',
  'temporary items',
  'lost+found',
  'lost.dir',
  // Little pictures of films, on the cards of cameras.
  'thmbnl',
  // Copies that ACDSee keeps of what it has changed.
  '[originals]',
]);

/** Extensions of folders that a program shows as one thing: its library, its catalogue's pictures, an unfinished download. */
const BUNDLES = new Set(
  [
    'photoslibrary photolibrary aplibrary migratedphotolibrary migratedaplibrary photosphotolibrary photoboothlibrary',
    'lrdata lrlibrary lrcat-data lrplugin cocatalog cosession',
    'imovielibrary fcpbundle theater tvlibrary musiclibrary garageband band logicx',
    'app bundle framework plugin kext pkg mpkg rtfd pages numbers key sparsebundle backupbundle',
    'download crdownload part partial opdownload',
  ]
    .join(' ')
    .split(' '),
);

/** Old names of Apple's libraries, which had no extension. */
const LIBRARIES = new Set(['iphoto library', 'aperture library', 'photo booth library']);

/** Extensions of files that another program is still writing. */
const UNFINISHED = new Set(
  'crdownload download part partial opdownload filepart tmp temp aria2 !ut !qb bc! icloud'.split(' '),
);

/** What is known of a photo by a file of its own beside it: no copy of the picture. */
const SIDECARS = new Set(
  'xmp pp3 dop cos arp on1 nks thm aae json txt md5 sha256 xml html url lnk webloc zip'.split(' '),
);

/** Why a folder is passed over by its name; undefined where it is to be looked through. @param parent name of the folder it lies in */
export function folderLitter(name: string, parent: string): 'litter' | 'bundle' | 'cache' | undefined {
  const lower = name.toLowerCase();
  if (SYSTEM_FOLDERS.has(lower)) return 'litter';
  if (LIBRARIES.has(lower) || BUNDLES.has(afterLastDot(lower) ?? '')) return 'bundle';
  // Any other package of macOS: nobody names a folder of photos so, below a folder with an extension.
  if (name === 'Contents' && /[^.]\.[a-z][a-z0-9]{1,15}$/i.test(parent)) return 'bundle';
  if (parent.toLowerCase() === 'captureone' && /^(?:cache|settings\d*|thumbnails|proxies)$/.test(lower)) return 'cache';
  return undefined;
}

/** Whether a file is an unfinished download, or a copy that a program put aside before it changed a photo. */
export function fileLitter(
  name: string,
  isPicture: (extension: string) => boolean,
): 'unfinished' | 'backup' | undefined {
  const lower = name.toLowerCase();
  const last = afterLastDot(lower);
  if (last !== undefined && UNFINISHED.has(last)) return 'unfinished';
  if (/[~#]$/.test(lower)) return 'backup';
  if (last !== undefined && (isPicture(last) || SIDECARS.has(last))) return undefined;
  // From the right: “a.jpg.b.c” as well as “a.jpg_original” and “a.jpg (1)”.
  for (const match of lower.matchAll(/[^]\.([a-z0-9]{2,5})(?=([^a-z0-9][^]*)$)/g)) {
    const [, extension = '', rest = ''] = match;
    if (isPicture(extension) && /[^\s.]/.test(rest)) return 'backup';
  }
  return undefined;
}

function afterLastDot(lower: string): string | undefined {
  const dot = lower.lastIndexOf('.');
  return dot > 0 ? lower.slice(dot + 1) : undefined;
}
