/**
 * Which naming rules the output has to obey. `safe`: what every drive takes, for one that refused the usual name (exFAT and
 * network drives know Windows' rules on every system; some encrypted folders take short names only).
 */
export type NamingRules = 'windows' | 'posix' | 'safe';

export function namingRulesOf(platform: NodeJS.Platform): NamingRules {
  return platform === 'win32' ? 'windows' : 'posix';
}

/** Longest file name, UTF-8 bytes, that ext4, APFS, NTFS and exFAT all take. */
const MAX_NAME_BYTES = 255;
/** The same for encrypted folders (eCryptfs takes 143), with room for the numbers of deeper paths. */
const SAFE_NAME_BYTES = 100;

/** Extensions that name the source's format and give way to the output's; anything else after a dot is part of the name. */
const SOURCE_EXTENSIONS = new Set(
  (
    'jpg jpeg jpe jfif mpo png apng tif tiff webp avif gif bmp dib heic heif hif jxl ' +
    'dng nef nrw cr2 cr3 crw arw srf sr2 raf orf rw2 rwl pef srw x3f 3fr fff iiq mrw erf'
  ).split(' '),
);

/**
 * Two paths with the same key may be one file on some system: macOS and Windows see no difference between capital and small
 * letters, macOS none between a composed and a decomposed letter. Used everywhere, since the results may travel.
 */
export function collisionKey(relativePath: string): string {
  return relativePath.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC');
}

/** A name without the extension that names its format. */
export function stemOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot > 0 && SOURCE_EXTENSIONS.has(name.slice(dot + 1).toLowerCase()) ? name.slice(0, dot) : name;
}

/** `stem`, a number from 2 on, and the extension, shortened in the stem to fit, never inside a letter or an emoji. */
export function fileName(stem: string, number: number, extension: string, rules: NamingRules = 'posix'): string {
  const suffix = `${number > 1 ? ` (${number})` : ''}${extension}`;
  const most = rules === 'safe' ? SAFE_NAME_BYTES : MAX_NAME_BYTES;
  return fitBytes(stem, most - Buffer.byteLength(suffix)) + suffix;
}

/** The longest beginning of `text` that has at most `max` UTF-8 bytes and ends between two characters as people see them. */
function fitBytes(text: string, max: number): string {
  if (Buffer.byteLength(text) <= max) return text;
  let kept = '';
  let bytes = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    bytes += Buffer.byteLength(segment);
    if (bytes > max) break;
    kept += segment;
  }
  return kept;
}

// Microsoft, "Naming Files, Paths, and Namespaces": device names count with any extension, and with superscript digits.
const WINDOWS_DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?=$|[ .])/i;
const WINDOWS_FORBIDDEN = /[<>:"/\\|?*\u0000-\u001f]/g;

/** The nearest name that the rules allow, its length apart. On posix systems every name that came from a file is allowed. */
export function allowedName(name: string, rules: NamingRules): string {
  if (rules === 'posix') return name;
  const plain = name.replace(WINDOWS_FORBIDDEN, '_').replace(/[ .]+$/, '');
  // An underscore after the device's name, so that it still sorts where it did.
  return plain === '' ? '_' : plain.replace(WINDOWS_DEVICE, (device) => `${device}_`);
}

/** The nearest folder name that the rules allow. */
export function allowedFolderName(name: string, rules: NamingRules): string {
  const allowed = allowedName(name, rules);
  return rules === 'safe' ? allowedName(fitBytes(allowed, SAFE_NAME_BYTES), rules) : allowed;
}
