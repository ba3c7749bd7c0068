import { ReasonError } from '../base/reason.ts';
import { isErrorCode } from './error-codes.ts';
import { FAULTS } from './faults.ts';
import type { Fault, FaultPoint } from './faults.ts';

/** One line of a plan: which fault, how often, beginning with which occasion. */
export interface FaultRule {
  readonly name: string;
  /** How often it strikes; Infinity for always. */
  readonly count: number;
  /** The occasion it first strikes on, counted from 1 since the plan was set. */
  readonly from: number;
  readonly param?: string;
}

/** Rules, or their spelling. Where several fit an occasion, the first that is not used up strikes. */
export type FaultPlan = readonly (FaultRule | string)[];

/** A fault that strikes now. */
export interface StruckFault {
  readonly fault: Fault;
  readonly param: string | undefined;
}

const SPELLING = /^([a-z0-9-]+)(?::(\d+|\*))?(?:@(\d+))?(?:=(.*))?$/;

/**
 * Reads a fault as it is written on the command line: `NAME[:COUNT][@FROM][=PARAM]`. COUNT is how often it strikes (1; `*` always), FROM the occasion
 * it begins with (1), PARAM what the fault's description says. `submit-500:2` strikes the first two submits, `submit-429@3` the third,
 * `result-slow:*=200` every fetch. Throws a ReasonError for anything else.
 */
export function parseFault(text: string): FaultRule {
  const [, name, count, from, param] = SPELLING.exec(text) ?? [];
  if (name === undefined) {
    throw new ReasonError('fault-spelling', `"${text}" is not a fault. Write NAME[:COUNT][@FROM][=PARAM].`);
  }
  const rule = {
    name,
    count: count === undefined ? 1 : count === '*' ? Infinity : Number(count),
    from: from === undefined ? 1 : Number(from),
    ...(param === undefined ? {} : { param }),
  };
  check(rule);
  return rule;
}

function check(rule: FaultRule): Fault {
  const fault = FAULTS.find(({ name }) => name === rule.name);
  if (fault === undefined) {
    throw new ReasonError(
      'unknown-fault',
      `There is no fault "${rule.name}". Faults: ${FAULTS.map(({ name }) => name).join(', ')}.`,
    );
  }
  if (!(rule.count >= 1) || !(rule.from >= 1)) {
    throw new ReasonError('fault-spelling', `The counts of the fault "${rule.name}" begin at 1.`);
  }
  if (rule.param !== undefined && !fits(fault, rule.param)) {
    throw new ReasonError(
      'fault-spelling',
      `The fault "${rule.name}" can't take "=${rule.param}": ${fault.description}.`,
    );
  }
  return fault;
}

/** Whether a fault can make sense of what stands after `=`. */
function fits({ act }: Fault, param: string): boolean {
  const number = /^[1-9]\d*$/.test(param);
  switch (act.kind) {
    case 'cut':
      return act.when === 'while-body' && number;
    case 'envelope':
      return (act.unsure === true && param === 'created') || (act.retryAfter === true && number);
    case 'page':
      return act.unsure === true && param === 'created';
    case 'spoil':
      return (act.how === 'huge-json' || act.how === 'odd-status') && number;
    case 'fate':
      return act.fate === 'refused' && isErrorCode(param);
    case 'damage':
      return act.how === 'slow' && number;
    case 'redirect':
      return act.to === 'elsewhere' && URL.canParse(param);
    default:
      return false;
  }
}

export interface FaultBook {
  set(plan: FaultPlan): void;
  /** Counts one occasion, and says which fault strikes on it. */
  take(at: FaultPoint): StruckFault | undefined;
  /** Whether a fault at this point is still to come. */
  awaits(at: FaultPoint): boolean;
}

/** Keeps count of the occasions of a plan. */
export function openFaultBook(plan: FaultPlan, tell: (name: string) => void): FaultBook {
  let rules: { readonly rule: FaultRule; readonly fault: Fault; left: number }[] = [];
  const seen = new Map<FaultPoint, number>();
  const set = (next: FaultPlan) => {
    const parsed = next.map((entry) => (typeof entry === 'string' ? parseFault(entry) : entry));
    rules = parsed.map((rule) => ({ rule, fault: check(rule), left: rule.count }));
    seen.clear();
  };
  set(plan);
  return {
    set,
    take(at) {
      const occasion = (seen.get(at) ?? 0) + 1;
      seen.set(at, occasion);
      const entry = rules.find(({ rule, fault, left }) => fault.at === at && left > 0 && rule.from <= occasion);
      if (entry === undefined) return undefined;
      entry.left -= 1;
      tell(entry.fault.name);
      return { fault: entry.fault, param: entry.rule.param };
    },
    awaits: (at) => rules.some(({ fault, left }) => fault.at === at && left > 0),
  };
}
