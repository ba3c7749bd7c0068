import type { Reason } from '../../base/reason.ts';
import type { Kept } from './policy-types.ts';
import type { MetadataSet } from '../metadata-set.ts';
import type { Additions, ResultFacts } from './policy-types.ts';
import { extensionGuid, XMP_NOTE } from '../write/xmp-extension.ts';
import {
  EMPTY_PACKET,
  hasHistory,
  wrapped,
  setProperty,
  withCreatorTool,
  withHistory,
  withMarks,
} from '../write/xmp-write.ts';
import {
  isAboutTrailer,
  isLocation,
  isStaleThumbnail,
  withGeometry,
  withoutProperties,
} from '../../formats/xmp/xmp-elements.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** A packet and its extension, while they are being changed. */
interface Packets {
  readonly main: string;
  readonly extension: string | undefined;
}

export interface XmpPart {
  readonly part: Pick<MetadataSet, 'xmp' | 'extendedXmp'>;
  readonly kept: Kept;
}

/**
 * The XMP of a result: the original's without what is no longer true, with what is added. `trailerNote` is told where the packet
 * describes pictures that the result does not have. Anything that cannot be done is told in `notes`.
 */
export function xmpFor(
  source: MetadataSet,
  dropLocation: boolean,
  facts: ResultFacts,
  additions: Additions,
  notes: Reason[],
  trailerNote: Reason,
): XmpPart {
  const before = source.xmp && decoded(source);
  if (source.xmp && !before) return unreadable(source, dropLocation, additions, notes);
  let now: Packets = before ?? { main: EMPTY_PACKET, extension: undefined };
  let trimmed = false;
  if (before) {
    const own = withoutProperties(now.main, isAboutTrailer);
    if (own !== now.main && source.left.length === 0) notes.push(trailerNote);
    let main = withoutProperties(own, isStaleThumbnail);
    if (facts.size) main = withGeometry(main, facts.orientation, facts.size);
    const placeless = dropLocation ? placelessOf({ ...now, main }) : { ...now, main };
    trimmed = placeless.main !== main || placeless.extension !== now.extension;
    now = placeless;
  }
  const added = withAdditions(now, additions);
  notes.push(...added.notes);
  now = added.packets;
  if ((facts.intoJpeg || facts.intoTiff) && !now.main.includes('<?xpacket ')) now = { ...now, main: wrapped(now.main) };
  if (!before && now.main === EMPTY_PACKET) return { part: {}, kept: 'none' };
  if (before && now.extension !== before.extension) now = renamed(now);
  const xmp = now.main === before?.main ? source.xmp! : Buffer.from(now.main, 'utf8');
  const extendedXmp =
    now.extension === before?.extension ? source.extendedXmp : now.extension && Buffer.from(now.extension, 'utf8');
  return {
    part: { xmp, ...(extendedXmp && { extendedXmp }) },
    kept: before ? (trimmed ? 'trimmed' : 'kept') : 'none',
  };
}

/** Undefined for bytes that are no UTF-8. */
function decoded({ xmp, extendedXmp }: MetadataSet): Packets | undefined {
  try {
    return { main: utf8.decode(xmp), extension: extendedXmp && utf8.decode(extendedXmp) };
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

/** Not UTF-8: it can be carried over as it is, but nothing can be taken out of it or put into it. */
function unreadable(source: MetadataSet, dropLocation: boolean, additions: Additions, notes: Reason[]): XmpPart {
  if (!dropLocation) {
    if (additions.history || additions.marks) notes.push(NOT_ADDED);
    const { xmp, extendedXmp } = source;
    return { part: { ...(xmp && { xmp }), ...(extendedXmp && { extendedXmp }) }, kept: 'kept' };
  }
  notes.push({
    code: 'xmp-unreadable',
    message: 'The XMP data of this photo could not be read and were left out, as they might name a place.',
  });
  const { packets } = withAdditions({ main: EMPTY_PACKET, extension: undefined }, additions);
  return {
    part: packets.main === EMPTY_PACKET ? {} : { xmp: Buffer.from(packets.main, 'utf8') },
    kept: 'removed',
  };
}

function placelessOf({ main, extension }: Packets): Packets {
  return {
    main: withoutProperties(main, isLocation),
    extension: extension === undefined ? undefined : withoutProperties(extension, isLocation),
  };
}

/** An extension goes by the digest of its bytes. */
function renamed({ main, extension }: Packets): Packets {
  if (extension === undefined) return { main, extension };
  const guid = extensionGuid(Buffer.from(extension, 'utf8'));
  return { main: setProperty(main, XMP_NOTE, 'HasExtendedXMP', guid, 'always') ?? main, extension };
}

function withAdditions(packets: Packets, { history, marks }: Additions): { packets: Packets; notes: Reason[] } {
  if (!history && !marks) return { packets, notes: [] };
  let main: string | undefined = packets.main;
  let extension: string | undefined = packets.extension;
  if (marks) main &&= withMarks(main, marks);
  if (history && main !== undefined) {
    main = withCreatorTool(main, history.software);
    // A history that lies in the extension goes on there: it is one list.
    if (main !== undefined && extension !== undefined && !hasHistory(main) && hasHistory(extension)) {
      extension = withHistory(extension, history) ?? extension;
    } else main &&= withHistory(main, history);
  }
  return main === undefined ? { packets, notes: [NOT_ADDED] } : { packets: { main, extension }, notes: [] };
}

const NOT_ADDED: Reason = {
  code: 'xmp-not-extended',
  message: 'The XMP data of this photo are in a form that Afterglow adds nothing to; they were kept as they are.',
};
