import { existsSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import type { Report, Row } from './report.ts';

type Bench = () => Promise<Report | readonly Row[]>;

/** File in this folder -> the function that it exports. */
const benches: Readonly<Record<string, string>> = {
  'submission.ts': 'benchSubmission',
  'thumbnails.ts': 'benchThumbnails',
  'metadata.ts': 'benchMetadata',
  'fidelity.ts': 'benchFidelity',
  'queue.ts': 'benchQueue',
  'batch.ts': 'benchBatch',
  'fidelity-cost.ts': 'benchFullSizeCost',
  'ui.ts': 'benchUi',
};

/** `npm run bench`, or `npm run bench -- queue batch` for some of them. */
async function main(wanted: readonly string[]): Promise<void> {
  const [cpu] = cpus();
  console.log(
    `Node ${process.version}, ${process.platform}, ${cpus().length} x ${cpu?.model ?? 'unknown processor'}\n`,
  );
  const names = Object.keys(benches).map((file) => file.replace(/\.ts$/, ''));
  for (const name of wanted.filter((each) => !names.includes(each))) {
    console.log(`There is no bench “${name}”. There are: ${names.join(', ')}.`);
    process.exitCode = 2;
  }
  for (const [file, exported] of Object.entries(benches)) {
    if (wanted.length > 0 && !wanted.includes(file.replace(/\.ts$/, ''))) continue;
    print(file, await runBench(file, exported));
  }
}

async function runBench(file: string, exported: string): Promise<Report> {
  if (!existsSync(join(import.meta.dirname, file))) return missing(`no ${file} here`);
  const module = (await import(`./${file}`)) as Readonly<Record<string, unknown>>;
  const bench = module[exported];
  if (typeof bench !== 'function') return missing(`${file} exports no ${exported}`);
  const result = await (bench as Bench)();
  return 'rows' in result ? result : { rows: result };
}

function missing(note: string): Report {
  return { rows: [{ name: 'missing', value: NaN, note }] };
}

function print(file: string, { text, rows }: Report): void {
  console.log(`== ${file}`);
  if (text) console.log(`${text}\n`);
  const width = Math.max(...rows.map(({ name }) => name.length));
  for (const { name, value, unit = '', note = '' } of rows) {
    const number = Number.isNaN(value) ? '-' : format(value);
    console.log(`${name.padEnd(width)}  ${number.padStart(10)} ${unit.padEnd(4)} ${note}`.trimEnd());
  }
  console.log('');
}

/** Four digits that count. */
function format(value: number): string {
  if (value === 0 || Number.isInteger(value)) return String(value);
  return value.toFixed(Math.max(0, 3 - Math.floor(Math.log10(Math.abs(value)))));
}

await main(process.argv.slice(2));
