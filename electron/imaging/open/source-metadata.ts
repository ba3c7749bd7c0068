import { sharp, type Metadata } from '../sharp.ts';
import type { PictureFormat } from '../../formats/sniff.ts';
import { readMetadata, type SourceMetadata } from '../../metadata/read/read.ts';
import { heicProfile } from './named-profiles.ts';

/** What an original holds besides its pixels; where only libvips can tell, libvips does. Throws what the file system throws. */
export function sourceMetadata(path: string, format: PictureFormat): Promise<SourceMetadata> {
  const metadata = (file: string): Promise<Metadata> => sharp(file, { limitInputPixels: false }).metadata();
  return readMetadata(path, format, { metadata, heicProfile });
}
