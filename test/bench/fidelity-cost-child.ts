/** One measured run in a process of its own, so that its memory is its own: `sharp <in> <out>` or `afterglow <in> <s> <r> <out>`. */
import sharp from 'sharp';
import { fullSize } from '../../electron/imaging/full-size.ts';

sharp.cache(false);
const [kind, original = '', ...rest] = process.argv.slice(2);
const started = performance.now();
if (kind === 'sharp') {
  await sharp(original).jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).toFile(rest[0]!);
} else {
  const [submitted = '', retouched = '', target = ''] = rest;
  const answer = await fullSize(
    { original, submitted, retouched, target, size: 'original', format: 'same', quality: 95, metadata: 'all', fade: 1 },
    new AbortController().signal,
    () => undefined,
  );
  if (answer.kind !== 'written') throw new Error(JSON.stringify(answer));
}
const ms = performance.now() - started;
process.stdout.write(JSON.stringify({ ms, megabytes: process.resourceUsage().maxRSS / 1024 }));
