import type { Outcome } from './play.ts';

/** Photos by state, in the order in which the states came up. */
export function addUp(counts: Iterable<Readonly<Partial<Record<string, number>>>>): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const each of counts) for (const [state, n] of Object.entries(each)) sum[state] = (sum[state] ?? 0) + (n ?? 0);
  return sum;
}

export function lineOf({ name, deaths, unknown, billed, photos, findings }: Outcome, seconds: number): string {
  const verdict = findings.length === 0 ? 'ok' : `${findings.length} FINDINGS`;
  const numbers = `kills ${deaths.length}, undecided ${unknown}, billed ${billed} for ${photos} photos`;
  return `${verdict.padEnd(11)} ${name.padEnd(62)} ${numbers} (${seconds.toFixed(1)} s)`;
}

/** What a whole run came to. */
export function summaryOf(title: string, outcomes: readonly Outcome[], seconds: number): string {
  const sum = (pick: (outcome: Outcome) => number): number => outcomes.reduce((n, outcome) => n + pick(outcome), 0);
  const states = addUp(outcomes.map(({ atDeath }) => atDeath));
  return [
    '',
    title,
    `  shoots                          ${outcomes.length}`,
    `  kills                           ${sum(({ deaths }) => deaths.length)}`,
    `  photos                          ${sum(({ photos }) => photos)}`,
    `  undecided after a kill          ${sum(({ unknown }) => unknown)}`,
    `  generations billed              ${sum(({ billed }) => billed)}`,
    `  findings                        ${sum(({ findings }) => findings.length)}`,
    `  seconds                         ${seconds.toFixed(0)}`,
    `  photos by state when killed     ${Object.entries(states)
      .map(([state, n]) => `${state} ${n}`)
      .join(', ')}`,
  ].join('\n');
}
