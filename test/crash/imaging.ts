/** The imaging process under test: the real one, which may be told by its environment to die in the middle of a file. */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { dieAmidWrite } from './half-write.ts';
import { CUT_VARIABLE, type Cut } from './orders.ts';

const text = process.env[CUT_VARIABLE];
if (text !== undefined) {
  const { method, n, victims, times, diary } = JSON.parse(text) as Cut;
  const deaths = existsSync(diary) ? readFileSync(diary, 'utf8').trimEnd().split('\n').length : 0;
  if (deaths < times) {
    await dieAmidWrite(method, n, () => {
      appendFileSync(diary, `${method} ${n}\n`);
      if (victims === 'both') process.kill(process.ppid, 'SIGKILL');
      process.kill(process.pid, 'SIGKILL');
    });
  }
}
await import('../../electron/imaging-process.ts');
