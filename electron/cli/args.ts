import { Command as Commander, CommanderError, Option } from 'commander';
import type { Command, PhotoWish, RunWish, ServiceWish } from './command.ts';
import { AFTER_HELP } from './help.ts';
import { printable } from './text.ts';
import { beautyLevel, filled, numberWithin, serviceAddress } from './values.ts';

export type Parsed =
  | { readonly kind: 'command'; readonly command: Command }
  /** Help or version, asked for: to stdout, exit code 0. */
  | { readonly kind: 'text'; readonly text: string }
  /** To stderr, exit code 2. */
  | { readonly kind: 'usage'; readonly message: string };

export interface ParseContext {
  readonly version: string;
  /** Whether a person sits at a terminal: then a lost connection is waited for without end. */
  readonly terminal: boolean;
  /** Columns for the help text. */
  readonly columns?: number;
}

const OFFLINE_WAIT_MS = 60_000;
const POLL_INTERVAL_S = 5;
const DEMO_POLL_INTERVAL_S = 0.2;

/** Reads a command line, without the names of Node and the program. Touches no file; throws nothing. */
export function parseArgs(argv: readonly string[], context: ParseContext): Parsed {
  let command: Command | undefined;
  let out = '';
  let problem = '';
  const program = build(context, (parsed) => (command = parsed));
  for (const each of [program, ...program.commands]) {
    each.exitOverride().configureOutput({
      writeOut: (text) => (out += text),
      writeErr: (text) => (problem += text),
      getOutHelpWidth: () => context.columns ?? 100,
      getErrHelpWidth: () => context.columns ?? 100,
    });
  }
  try {
    program.parse([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? { kind: 'text', text: out } : { kind: 'usage', message: plain(problem) };
  }
  if (command === undefined) return { kind: 'usage', message: program.helpInformation() };
  return { kind: 'command', command };
}

/** Commander's message, safe for a terminal and for a log. */
function plain(problem: string): string {
  if (/^error: unknown option '--?(?:api-?)?key\b/.test(problem)) {
    return 'The key is never a flag, since others could read it. Put it into the environment variable AILAB_API_KEY.';
  }
  const text = problem
    .replace(/^error: /, '')
    // An address may hold a password: it is not repeated.
    .replace(/^(option '--api <URL>') argument '[^]*' is invalid\. /, '$1: ')
    .trimEnd();
  return text.split('\n').map(printable).join('\n');
}

/** What commander makes of the options; each field is there when its option belongs to the command. */
interface Given extends Omit<PhotoWish['settings'], 'history'> {
  out?: string;
  level: number;
  levels?: string;
  allowUnmatched: boolean;
  multiFace: boolean;
  recursive: boolean;
  followLinks: boolean;
  maxCredits?: number;
  api?: string;
  demo: boolean;
  dataDir?: string;
  concurrency?: number;
  pollInterval?: number;
  offlineWait?: number;
  json: boolean;
  yes: boolean;
  payAgain: boolean;
  askAgain: boolean;
  drop: boolean;
  repair: boolean;
  port: number;
  latency?: number;
  fault: string[];
}

function build(context: ParseContext, found: (command: Command) => void): Commander {
  const program = new Commander('afterglow')
    .description('Retouches a whole shoot of portraits: full size, originals untouched, every photo paid for once.')
    .version(context.version, '-V, --version', 'show the version')
    .helpOption('-h, --help', 'show this help')
    .addHelpText('after', AFTER_HELP.afterglow);
  const add = (name: Command['command'], description: string, argument?: readonly [string, string]) => {
    const command = program.command(name).description(description).addHelpText('after', AFTER_HELP[name]);
    command.helpOption('-h, --help', 'show this help').allowExcessArguments(false);
    if (argument)
      command.argument(`<${argument[0]}...>`, argument[1], (value, previous: string[] | undefined) => [
        ...(previous ?? []),
        filled('A path')(value),
      ]);
    return command;
  };
  const paths = ['folder|file', 'folders and files with the photos'] as const;

  const retouch = add('retouch', 'check, send, fetch and export photos', paths);
  for (const option of [...photoOptions(), ...runOptions()]) retouch.addOption(option);
  retouch.action((inputs: string[], given: Given) =>
    found({ command: 'retouch', ...photoWish(inputs, given), ...runWish(given, context) }),
  );

  const check = add('check', 'say what would be sent, what it would cost, and what can’t be used', paths);
  for (const option of [...photoOptions(), ...runOptions()]) check.addOption(option);
  check.action((inputs: string[], given: Given) =>
    found({ command: 'check', ...photoWish(inputs, given), ...runWish(given, context) }),
  );

  const status = add('status', 'show the queue: how many photos are where, and what needs a decision');
  status.addOption(dataDir()).addOption(json());
  status.action((given: Given) => found({ command: 'status', dataDir: given.dataDir, json: given.json }));

  const resume = add('resume', 'go on with what a crash, a quit or a lost connection left');
  for (const option of runOptions()) resume.addOption(option);
  // Known, so that the line of "retouch" can be used again; without effect, and that is said.
  for (const option of photoOptions()) resume.addOption(option.hideHelp());
  resume.action((given: Given) => found({ command: 'resume', fixed: fixedFlags(resume), ...runWish(given, context) }));

  const decide = add('decide', 'settle photos of which nobody knows whether they were paid', [
    'job',
    'jobs as "afterglow status" lists them',
  ]);
  decide
    .addOption(
      new Option('--pay-again', 'send the photo again, at the risk of paying twice')
        .default(false, 'off')
        .conflicts(['drop', 'askAgain']),
    )
    .addOption(new Option('--drop', 'leave the photo unretouched').default(false, 'off').conflicts('askAgain'))
    .addOption(new Option('--ask-again', 'ask the service once more about a task, for nothing').default(false, 'off'))
    .addOption(dataDir())
    .addOption(json());
  decide.action((jobs: string[], given: Given) => {
    const choice = given.askAgain ? 'ask-again' : given.drop ? 'drop' : given.payAgain ? 'pay-again' : undefined;
    if (choice === undefined) return decide.error('error: say what to do: --pay-again or --drop, or --ask-again.');
    found({ command: 'decide', jobs, choice, dataDir: given.dataDir, json: given.json });
  });

  const checkData = add('check-data', 'verify the queue, its record of money and the kept results');
  checkData.addOption(new Option('--repair', 'repair what can be repaired').default(false, 'off'));
  checkData.addOption(dataDir()).addOption(json());
  checkData.action(({ dataDir, repair, json }: Given) => found({ command: 'check-data', dataDir, repair, json }));
  const credits = add('credits', 'show the usable balance');
  credits.addOption(api()).addOption(demo()).addOption(dataDir()).addOption(json());
  credits.action((given: Given) =>
    found({ command: 'credits', service: serviceWish(given), dataDir: given.dataDir, json: given.json }),
  );

  const demonstration = add('demo', 'do the whole job on bundled photos with the embedded demo service');
  demonstration.addOption(
    new Option('--out <DIR>', 'where the results go (default: a new folder)').argParser(filled('The folder')),
  );
  demonstration.addOption(dataDir()).addOption(json());
  demonstration.action((given: Given) =>
    found({ command: 'demo', out: given.out, dataDir: given.dataDir, json: given.json }),
  );

  const service = add('service', 'run the demo service alone, for trying things out');
  service
    .addOption(
      new Option('--port <N>', 'port on this computer; 0 takes a free one')
        .default(0)
        .argParser(numberWithin('A port', 0, 65_535, 'whole')),
    )
    .addOption(
      new Option('--latency <MS>', 'how long a task takes, milliseconds').argParser(
        numberWithin('The latency', 0, 3_600_000),
      ),
    )
    .addOption(new Option('--fault <NAME...>', 'play this fault; may be given again, see below').default([], 'none'))
    .addOption(json());
  service.action((given: Given) =>
    found({ command: 'service', port: given.port, latencyMs: given.latency, faults: given.fault, json: given.json }),
  );
  return program;
}

const json = () =>
  new Option('--json', 'one JSON object per line on stdout; messages go to stderr').default(false, 'off');
const demo = () =>
  new Option('--demo', 'use the embedded demo service: no key, no cost').default(false, 'off').conflicts('api');
const api = () =>
  new Option('--api <URL>', 'another base address of the service; http: only on this computer').argParser(
    serviceAddress,
  );
const dataDir = () =>
  new Option('--data-dir <DIR>', 'queue, results and caches (default: the app’s data folder)').argParser(
    filled('The folder'),
  );

function photoOptions(): Option[] {
  return [
    new Option('--out <DIR>', 'where the results go (default: "<folder> - Retouched" beside each folder)').argParser(
      filled('The folder'),
    ),
    new Option('--level <X>', 'beauty level, 0 to 100 (1, and up to 1.0 with a point: 0 to 1)')
      .default(0.5, '50')
      .argParser(beautyLevel),
    new Option(
      '--levels <FILE>',
      'levels of single photos: CSV or JSON, path or file name -> level and multi_face',
    ).argParser(filled('The file')),
    new Option('--allow-unmatched', 'go on although names in --levels fit no photo').default(false, 'off'),
    new Option('--multi-face', 'retouch every face, not only the largest').default(false, 'off'),
    new Option('--recursive', 'look into subfolders and mirror them').default(true, 'on'),
    new Option('--no-recursive', 'leave subfolders out'),
    new Option('--follow-links', 'also take photos behind links that lead elsewhere').default(false, 'off'),
    new Option('--size <SIZE>', 'full resolution, or the picture as the service returned it')
      .choices(['original', 'service'])
      .default('original'),
    new Option('--format <FORMAT>', 'output format; what can’t be written as such becomes JPEG, and is said')
      .choices(['same', 'jpeg', 'png', 'tiff'])
      .default('same'),
    new Option('--quality <N>', 'JPEG quality, 1 to 100')
      .default(95)
      .argParser(numberWithin('The quality', 1, 100, 'whole')),
    new Option('--metadata <WHAT>', 'what of EXIF, IPTC and XMP the result keeps')
      .choices(['all', 'no-location', 'none'])
      .default('all'),
    new Option('--on-conflict <RULE>', 'when a file of that name is already there')
      .choices(['rename', 'skip', 'overwrite'])
      .default('rename'),
  ];
}

function runOptions(): Option[] {
  return [
    new Option('--max-credits <N>', 'never spend more than this in this run').argParser(numberWithin('It', 0)),
    api(),
    demo(),
    dataDir(),
    new Option('--concurrency <N>', 'upper bound for photos at the service at once (default: adaptive)').argParser(
      numberWithin('It', 1, 1000, 'whole'),
    ),
    new Option(
      '--poll-interval <S>',
      `seconds between two questions about one photo (default: ${POLL_INTERVAL_S}, with --demo ${DEMO_POLL_INTERVAL_S})`,
    ).argParser(numberWithin('It', 0.01, 3600)),
    new Option(
      '--offline-wait <S>',
      `seconds to wait for a lost connection (default: for ever on a terminal, ${OFFLINE_WAIT_MS / 1000} otherwise)`,
    ).argParser(numberWithin('It', 0)),
    json(),
    new Option('--yes', 'do not ask before a paid batch').default(false, 'off'),
  ];
}

function photoWish(inputs: readonly string[], given: Given): PhotoWish {
  const { size, format, quality, metadata, onConflict } = given;
  return {
    inputs,
    recursive: given.recursive,
    followLinks: given.followLinks,
    out: given.out,
    level: given.level,
    levelsFile: given.levels,
    allowUnmatched: given.allowUnmatched,
    multiFace: given.multiFace,
    settings: { size, format, quality, metadata, onConflict },
  };
}

function runWish(given: Given, context: ParseContext): RunWish {
  const { demo: useDemo, pollInterval, offlineWait } = given;
  return {
    service: serviceWish(given),
    dataDir: given.dataDir,
    maxCredits: given.maxCredits,
    concurrency: given.concurrency,
    pollIntervalMs: Math.round((pollInterval ?? (useDemo ? DEMO_POLL_INTERVAL_S : POLL_INTERVAL_S)) * 1000),
    offlineWaitMs: offlineWait === undefined ? (context.terminal ? Infinity : OFFLINE_WAIT_MS) : offlineWait * 1000,
    json: given.json,
    yes: given.yes,
  };
}

function serviceWish(given: Given): ServiceWish {
  return given.demo ? { kind: 'demo' } : { kind: 'live', baseUrl: given.api };
}

function fixedFlags(resume: Commander): string[] {
  return photoOptions()
    .filter((option) => resume.getOptionValueSource(option.attributeName()) === 'cli')
    .filter((option) => !option.negate)
    .map((option) => option.long ?? '');
}
