import { parentPort } from 'node:worker_threads';
import { fastEngine } from './imaging/kernels/engine.ts';
import type { FromHelper, ToHelper } from './imaging/transfer/helper.ts';
import { release } from './imaging/transfer/release.ts';
import { RowRunner } from './imaging/transfer/row.ts';

/*
 * Entry point of a thread that helps with full-size results: it carries rows of tiles over, with kernels and memory of its own.
 * Whatever is thrown here ends the thread, and the work goes on without it.
 */
const port = parentPort;
if (port === null) throw new Error('this file runs as a worker thread');

let runner: Promise<RowRunner> | undefined;

async function work(message: ToHelper): Promise<void> {
  if (message.kind === 'begin') {
    runner = fastEngine(message.setup).then((engine) => new RowRunner(engine));
    await runner;
    return;
  }
  if (runner === undefined) throw new Error('a row came before the picture it belongs to');
  const { row, base } = message;
  const changed = (await runner).run(row, base);
  for (const part of [row.submitted, row.control, row.retouched, row.shifted]) if (part) release(part.data);
  port!.postMessage({ changed, data: base.data } satisfies FromHelper, [base.data.buffer as ArrayBuffer]);
}

// One after the other: a new picture begins when the last row of the one before it is done.
let turn: Promise<void> = Promise.resolve();
port.on('message', (message: ToHelper) => {
  turn = turn.then(() => work(message));
});
