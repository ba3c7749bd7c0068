/** One measured run in a process of its own, so that its memory is its own: `sharp <in> <out>` or `afterglow <in> <s> <r> <out>`. */
import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { fullSize } from '../../electron/imaging/full-size.ts';
import { TransferHelpers } from '../../electron/imaging/transfer/helper.ts';

sharp.cache(false);
const [kind, original = '', ...rest] = process.argv.slice(2);
const started = performance.now();
if (kind === 'sharp') {
  await sharp(original, { limitInputPixels: false }).jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).toFile(rest[0]!);
} else {
  const [submitted = '', retouched = '', target = ''] = rest;
  const answer = await fullSize(
    { original, submitted, retouched, target, size: 'original', format: 'same', quality: 95, metadata: 'all', fade: 1 },
    new AbortController().signal,
    () => undefined,
    new TransferHelpers(new URL('../../electron/transfer-worker.ts', import.meta.url)),
  );
  if (answer.kind !== 'written') throw new Error(JSON.stringify(answer));
}
const ms = performance.now() - started;
process.stdout.write(JSON.stringify({ ms, megabytes: peakMemory() }));

/** The most memory this process ever held, as the operating system counts it, in MB of 2²⁰ bytes. */
function peakMemory(): number {
  if (process.platform === 'linux') {
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'latin1')) ?? [];
    if (kilobytes !== undefined) return Number(kilobytes) / 1024;
  }
  // The others tell the same through getrusage.
  return process.resourceUsage().maxRSS / 1024;
}
