/** The rival in a process of its own: decodes and encodes each file it is told of, with sharp alone. */
import sharp from 'sharp';

export interface RivalRequest {
  readonly from: string;
  readonly to: string;
}

sharp.cache(false);
process.on('message', ({ from, to }: RivalRequest) => {
  void sharp(from, { limitInputPixels: false })
    .jpeg({ quality: 95, chromaSubsampling: '4:4:4' })
    .toFile(to)
    .then(() => process.send!('done'));
});
process.on('disconnect', () => process.exit(0));
