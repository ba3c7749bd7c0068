import { describe, expect, test } from 'vitest';
import { parseArgs } from '../../../electron/cli/args.ts';
import type { Command } from '../../../electron/cli/command.ts';

const context = { version: '1.2.3', terminal: false };

function command(...argv: string[]): Command {
  const parsed = parseArgs(argv, context);
  if (parsed.kind !== 'command') throw new Error(JSON.stringify(parsed));
  return parsed.command;
}

function usage(...argv: string[]): string {
  const parsed = parseArgs(argv, context);
  if (parsed.kind !== 'usage') throw new Error(JSON.stringify(parsed));
  return parsed.message;
}

const run = {
  service: { kind: 'live', baseUrl: undefined },
  dataDir: undefined,
  maxCredits: undefined,
  concurrency: undefined,
  pollIntervalMs: 5000,
  offlineWaitMs: 60_000,
  json: false,
  yes: false,
};

const photos = {
  inputs: ['Wedding'],
  recursive: true,
  followLinks: false,
  out: undefined,
  level: 0.5,
  levelsFile: undefined,
  allowUnmatched: false,
  multiFace: false,
  settings: { size: 'original', format: 'same', quality: 95, metadata: 'all', onConflict: 'rename' },
};

describe('the commands', () => {
  test('retouch and check have the documented defaults', () => {
    expect(command('retouch', 'Wedding')).toEqual({ command: 'retouch', ...photos, ...run });
    expect(command('check', 'Wedding')).toEqual({ command: 'check', ...photos, ...run });
  });

  test('every option of retouch is understood', () => {
    const argv =
      'retouch a b/c.jpg --out Out --level 0.25 --levels l.csv --multi-face --no-recursive --follow-links --size service --format tiff ' +
      '--quality 80 --metadata no-location --on-conflict skip --max-credits 12.5 --api https://example.com/v1/ ' +
      '--allow-unmatched --data-dir D --concurrency 4 --poll-interval 0.2 --offline-wait 0 --json --yes';
    expect(command(...argv.split(' '))).toEqual({
      command: 'retouch',
      inputs: ['a', 'b/c.jpg'],
      recursive: false,
      followLinks: true,
      out: 'Out',
      level: 0.25,
      levelsFile: 'l.csv',
      allowUnmatched: true,
      multiFace: true,
      settings: { size: 'service', format: 'tiff', quality: 80, metadata: 'no-location', onConflict: 'skip' },
      service: { kind: 'live', baseUrl: 'https://example.com/v1' },
      dataDir: 'D',
      maxCredits: 12.5,
      concurrency: 4,
      pollIntervalMs: 200,
      offlineWaitMs: 0,
      json: true,
      yes: true,
    });
  });

  test('the demo asks more often, a terminal waits for ever', () => {
    expect(command('retouch', 'a', '--demo')).toMatchObject({ service: { kind: 'demo' }, pollIntervalMs: 200 });
    expect(command('retouch', 'a', '--demo', '--poll-interval', '1')).toMatchObject({ pollIntervalMs: 1000 });
    expect(parseArgs(['resume'], { ...context, terminal: true })).toMatchObject({
      command: { offlineWaitMs: Infinity },
    });
  });

  test('resume takes the line of retouch, and says which flags have no effect', () => {
    expect(command('resume')).toEqual({ command: 'resume', fixed: [], ...run });
    expect(command('resume', '--level', '0.3', '--no-recursive', '--out', 'x', '--yes')).toEqual({
      command: 'resume',
      fixed: ['--out', '--level', '--recursive'],
      ...run,
      yes: true,
    });
  });

  test('the small ones', () => {
    expect(command('status', '--json')).toEqual({ command: 'status', dataDir: undefined, json: true });
    expect(command('credits', '--api', 'http://127.0.0.1:8099')).toEqual({
      command: 'credits',
      service: { kind: 'live', baseUrl: 'http://127.0.0.1:8099' },
      dataDir: undefined,
      json: false,
    });
    expect(command('demo', '--out', 'x')).toEqual({ command: 'demo', out: 'x', dataDir: undefined, json: false });
    expect(command('decide', 'j1', 'j2', '--drop')).toEqual({
      command: 'decide',
      jobs: ['j1', 'j2'],
      choice: 'drop',
      dataDir: undefined,
      json: false,
    });
    expect(command('decide', 'j1', '--pay-again')).toMatchObject({ choice: 'pay-again' });
    expect(command('service', '--port', '8099', '--latency', '300', '--fault', 'a', 'b:2', '--fault', 'c')).toEqual({
      command: 'service',
      port: 8099,
      latencyMs: 300,
      faults: ['a', 'b:2', 'c'],
      json: false,
    });
  });

  test('names that look like flags go behind --', () => {
    expect(command('retouch', '--level', '0.1', '--', '-rf.jpg', '--output=x.jpg')).toMatchObject({
      inputs: ['-rf.jpg', '--output=x.jpg'],
      level: 0.1,
    });
  });
});

describe('a mistake is said in plain words', () => {
  test.each([
    [['--level', '101'], /The level is a number from 0 to 100\./],
    [['--level', '-1'], /The level is a number from 0 to 100\./],
    [['--level', 'NaN'], /The level is a number/],
    [['--level', '0x1'], /The level is a number/],
    [['--level', ''], /The level is a number/],
    [['--level', '0,5'], /Write it with a point, like 0\.5\./],
    [['--level'], /argument missing/],
    [['--quality', '0'], /The quality is a whole number from 1 to 100\./],
    [['--quality', '95.5'], /whole number/],
    [['--concurrency', '0'], /whole number from 1/],
    [['--poll-interval', '0'], /number from 0\.01/],
    [['--max-credits', '-1'], /number from 0 upwards/],
    [['--format', 'gif'], /Allowed choices are same, jpeg, png, tiff/],
    [['--size', 'huge'], /Allowed choices are original, service/],
    [['--metadata', 'some'], /Allowed choices/],
    [['--on-conflict', 'ask'], /Allowed choices/],
    [['--out', ''], /The folder must not be empty/],
    [['--colour'], /unknown option '--colour'/],
    [['--api', 'example.com'], /is not a web address/],
    [['--api', 'ftp://example.com'], /must begin with https/],
    [['--api', 'http://example.com'], /must begin with https.*unprotected/],
    [['--api', 'http://127.0.0.1.example.com'], /must begin with https.*unprotected/],
    [['--api', 'https://a.test', '--demo'], /cannot be used with/],
    [['--key', 'secret'], /environment variable AILAB_API_KEY/],
  ])('retouch a %j', (argv, message) => {
    expect(usage('retouch', 'a', ...argv)).toMatch(message);
  });

  test.each([
    [[], /Usage: afterglow/],
    [['retouch'], /missing required argument/],
    [['retouch', ''], /A path must not be empty/],
    [['frobnicate'], /unknown command 'frobnicate'/],
    [['status', 'extra'], /too many arguments/],
    [['status', '--level', '1'], /unknown option/],
    [['decide', 'j1'], /--pay-again or --drop, or --ask-again/],
    [['decide', '--drop'], /missing required argument/],
    [['decide', 'j1', '--drop', '--pay-again'], /cannot be used with/],
    [['service', '--port', '70000'], /A port is a whole number from 0 to 65535/],
  ])('%j', (argv, message) => {
    expect(usage(...argv)).toMatch(message);
  });

  test.each(['http://localhost:1', 'http://127.9.9.9', 'http://[::1]:8080', 'https://example.com'])(
    '%s is fine',
    (url) => {
      expect(command('credits', '--api', url)).toMatchObject({ service: { kind: 'live' } });
    },
  );

  test('a password in an address is not repeated', () => {
    const message = usage('credits', '--api', "https://anna:hush'hush@example.com");
    expect(message).toMatch(/must not contain a user name/);
    expect(message).not.toContain('hush');
  });

  test('nothing that was typed can move the cursor', () => {
    expect(usage('retouch', 'a', '--\u001b[2J\u202e')).toMatch(/'--\\x1b\[2J\\u202e'/);
  });
});

describe('help', () => {
  test('every command and option of retouch is in it', () => {
    const help = parseArgs(['retouch', '--help'], context);
    if (help.kind !== 'text') throw new Error(help.kind);
    for (const option of [
      'out <DIR>',
      'level <X>',
      'levels <FILE>',
      'allow-unmatched',
      'multi-face',
      'no-recursive',
      'size <SIZE>',
      'format <FORMAT>',
      'quality <N>',
      'metadata <WHAT>',
      'on-conflict <RULE>',
      'max-credits <N>',
      'api <URL>',
      'demo',
      'data-dir <DIR>',
      'concurrency <N>',
      'poll-interval <S>',
      'offline-wait <S>',
      'json',
      'yes',
    ]) {
      expect(help.text).toContain(`--${option} `);
    }
    expect(help.text).toContain('$ afterglow retouch Wedding');
  });

  test.each(['retouch', 'check', 'status', 'resume', 'decide', 'credits', 'demo', 'service'])(
    '%s has an example',
    (name) => {
      expect(parseArgs([name, '--help'], context)).toMatchObject({
        kind: 'text',
        text: expect.stringMatching(new RegExp(`^Usage: afterglow ${name}[^]*\\$ .*afterglow ${name}`)) as string,
      });
      expect(parseArgs(['--help'], context)).toMatchObject({ text: expect.stringContaining(`  ${name} `) as string });
    },
  );

  test('the version', () => {
    expect(parseArgs(['--version'], context)).toEqual({ kind: 'text', text: '1.2.3\n' });
  });
});
