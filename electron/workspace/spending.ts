import { writeFile } from 'node:fs/promises';
import { messageOf } from '../base/reason.ts';
import type { Outcome, SpendingView } from '../contract/index.ts';
import type { Engine, Purchase } from '../engine/index.ts';

/** What a service was paid, for people to look at and to keep their books. */
export class Spending {
  readonly #engine: Engine;
  readonly #service: () => string;

  constructor(engine: Engine, service: () => string) {
    this.#engine = engine;
    this.#service = service;
  }

  list(): SpendingView {
    return { lines: this.#engine.store.spending(this.#service()) };
  }

  /** Writes every paid photo as a line of a table. */
  async save(target: string): Promise<Outcome<string>> {
    try {
      await writeFile(target, purchasesCsv(this.#engine.store.purchases(this.#service())));
      return { ok: true, value: target };
    } catch (error) {
      const message = `The table could not be saved: ${messageOf(error)}`;
      return { ok: false, reason: { code: 'spending-unsaved', message } };
    }
  }
}

const HEADINGS = ['date', 'time', 'folder', 'photo', 'level', 'every face', 'credits'];

/** A table as RFC 4180 has it, with a byte order mark, without which spreadsheets misread names that are not English. */
export function purchasesCsv(purchases: readonly Purchase[]): string {
  const lines = purchases.map(({ at, folder, photo, level, multiFace, credits }) => {
    const when = new Date(at);
    const day = [when.getFullYear(), when.getMonth() + 1, when.getDate()].map((part) => twoDigits(part)).join('-');
    const time = [when.getHours(), when.getMinutes(), when.getSeconds()].map(twoDigits).join(':');
    return [day, time, folder, photo, String(Math.round(level * 100)), multiFace ? 'yes' : 'no', String(credits)];
  });
  return `\uFEFF${[HEADINGS, ...lines].map((line) => `${line.map(csvField).join(',')}\r\n`).join('')}`;
}

function twoDigits(part: number): string {
  return String(part).padStart(2, '0');
}

function csvField(text: string): string {
  // A spreadsheet would take a file name that begins like this for a formula, and run it.
  const plain = /^\s*[=+\-@\t\r＝＋－＠]/.test(text) ? `'${text}` : text;
  // Spreadsheets part cells at semicolons or tabs, too, after the language of the system: every cell is quoted.
  return `"${plain.replaceAll('"', '""')}"`;
}
