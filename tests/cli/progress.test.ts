import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { openDesk } from '../../src/cli/desk.ts';
import type { Flags } from '../../src/cli/flags.ts';
import type { Output } from '../../src/cli/io.ts';
import { Progress } from '../../src/cli/progress.ts';
import { type Claim, noCounts, type Settlement } from '../../src/store/delivery.ts';
import { fakeIo } from './fake-io.ts';

const flags: Flags = {
  json: false,
  yes: false,
  dryRun: false,
  quiet: false,
  verbose: false,
  color: true,
  input: true,
  cwd: undefined,
};

/** A progress line over a mailing, to 100 unless another number is given, at a time that the test sets. */
function follow({
  terminal,
  servers = 1,
  recipients = 100,
  ...own
}: Partial<Flags> & { terminal: boolean; servers?: number; recipients?: number }) {
  let now = 1_000_000;
  let [out, err] = ['', ''];
  const paper = (write: (text: string) => void): Output => ({ write, isTerminal: terminal, columns: 100 });
  const io = {
    ...fakeIo([], { cwd: '.', now: () => now }),
    stdout: paper((text) => (out += text)),
    stderr: paper((text) => (err += text)),
  };
  const counts = { ...noCounts, planned: recipients - 10, deferred: 10 };
  const names = ['ses', 'other'].slice(0, servers);
  const variables = new Map(names.map((name) => [name, `${name.toUpperCase()}_URL`]));
  const progress = new Progress(openDesk(io, { ...flags, ...own }), { recipients, counts, variables });
  const settle = (settlement: Settlement, claim: Partial<Claim> = {}) =>
    progress.watch({ kind: 'settled', claim: { ...someClaim, ...claim }, settlement });
  return {
    progress,
    settle,
    pass: (milliseconds: number) => {
      now += milliseconds;
    },
    take: () => {
      const taken = { out, err };
      [out, err] = ['', ''];
      return taken;
    },
  };
}

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

const someClaim: Claim = {
  subscriberId: 1,
  email: 'a@example.org',
  fields: {},
  variant: '',
  attempts: 0,
  deferredSince: null,
  heldBefore: false,
};
const accepted = { state: 'accepted', reply: '250' } as const;
const rejected = { state: 'rejected', reply: '550 No', suppress: false } as const;

describe('the progress of a run', () => {
  it('is one line on a terminal, painted at most ten times a second', () => {
    const { settle, pass, take, progress } = follow({ terminal: true });
    settle(accepted);
    expect(take().err).toBe('');
    for (let i = 0; i < 20; i += 1) {
      pass(50);
      settle(i === 3 ? rejected : accepted);
    }
    const { err } = take();
    const paintings = err.split('\r\x1b[K').slice(1);
    expect(paintings).toHaveLength(10);
    expect(paintings.at(-1)).toBe(
      '████░░░░░░░░░░░░░░░░ 21 of 100  20 accepted  1 refused  10 put off  20/s  3 s left',
    );
    expect(err).not.toContain('\n');
    progress.end();
    expect(take().err).toBe('\r\x1b[K');
    progress.end();
    expect(take().err).toBe('');
  });

  it('tells the rate of the last minute, and forgets what was before', () => {
    const { settle, pass, take } = follow({ terminal: true });
    const rate = () => /(\S+)\/s /.exec(take().err.split('\r').at(-1) ?? '')?.[1];
    for (let i = 0; i < 40; i += 1) {
      pass(100);
      settle(accepted);
    }
    expect(rate()).toBe('10');
    for (let i = 0; i < 13; i += 1) {
      pass(5_000);
      settle(accepted);
    }
    expect(rate()).toBe('0.2');
  });

  it.each([
    ['on a terminal', { terminal: true }],
    ['with --json', { terminal: false, json: true }],
    ['with --quiet', { terminal: false, quiet: true }],
  ])('holds as much after a million messages as after one, %s', (_, where) => {
    const { settle, pass, take } = follow({ ...where, recipients: 2_000_000 });
    const run = (messages: number): number => {
      for (let i = 0; i < messages; i += 1) {
        if (i % 100 === 0) pass(1);
        settle(accepted);
        if (i % 10_000 === 0) take();
      }
      collectGarbage();
      return process.memoryUsage().heapUsed;
    };
    const before = run(20_000);
    expect(run(1_000_000) - before).toBeLessThan(2_000_000);
  });

  it('is a line each tenth or each half minute where there is no terminal', () => {
    const { settle, pass, take } = follow({ terminal: false });
    const lines: string[] = [];
    for (let i = 0; i < 30; i += 1) {
      pass(10);
      settle(accepted);
      lines.push(...take().err.split('\n').filter(Boolean));
    }
    expect(lines.map((line) => /\d+ of 100/.exec(line)?.[0])).toEqual([
      '10 of 100',
      '20 of 100',
      '30 of 100',
    ]);
    pass(30_000);
    settle(accepted);
    expect(take().err).toContain('31 of 100');
  });

  it('says at once why it goes slowly, once, and not for longer than it does', () => {
    const { progress, settle, take, pass } = follow({ terminal: false });
    const slowed = { kind: 'slowed', server: 'ses', pause: { why: '421 Busy', for: 60_000 } } as const;
    progress.watch(slowed);
    expect(take().err).toContain('slowed for 60 s: 421 Busy');
    progress.watch(slowed);
    expect(take().err).toBe('');
    pass(30_000);
    settle({ state: 'released', reply: '421 Busy' });
    expect(take().err).toContain('0 of 100');
    pass(30_000);
    settle(accepted);
    expect(take().err).not.toContain('slowed');
    progress.watch({ kind: 'waiting', until: 1_000_000 + 60_000 + 5_000 });
    expect(take().err).toContain('waiting 5 s for readers who were put off');
  });

  it('names the server that is slow, where there are several', () => {
    const { progress, take } = follow({ terminal: true, servers: 2 });
    progress.watch({ kind: 'slowed', server: 'ses', pause: { why: '421 Busy', for: 60_000 } });
    expect(take().err).toContain('ses slowed for 60 s: 421 Busy');
  });

  it('says which limit holds the mail, and for how long', () => {
    const { progress, take } = follow({ terminal: true });
    const hours = 3 * 3_600_000;
    progress.watch({ kind: 'held', pause: { why: 'no more than 14000/h', for: hours } });
    expect(take().err).toMatch(/ {2}waiting 3 h: no more than 14000\/h$/);
    progress.watch({ kind: 'held', pause: { why: 'no more than 14000/h', for: hours - 600_000 } });
    expect(take().err).toMatch(/ {2}waiting 2 h 50 min: no more than 14000\/h$/);
    progress.watch({ kind: 'shared', held: 7 });
    expect(take().err).toMatch(/ {2}waiting: another sender has 7 in hand$/);
  });

  it('is not a line for every message that a limit lets through', () => {
    const { progress, settle, pass, take } = follow({ terminal: false });
    const lines: string[] = [];
    for (let i = 0; i < 9; i += 1) {
      progress.watch({ kind: 'held', pause: { why: 'no more than 60/h, evenly', for: 5_000 } });
      pass(5_000);
      settle(accepted);
      lines.push(...take().err.split('\n').filter(Boolean));
    }
    expect(lines.length).toBeLessThanOrEqual(3);
    expect(lines[0]).toContain('waiting 5 s: no more than 60/h, evenly');
  });

  it('keeps a line for a server that is left out, with what to do', () => {
    const leftOut = {
      kind: 'leftOut',
      server: 'ses',
      why: '550 5.7.1 Not allowed',
      trouble: { kind: 'sender' },
    } as const;
    const screen = follow({ terminal: true, servers: 2 });
    screen.progress.watch({ kind: 'held', pause: { why: 'no more than 5/h', for: 5_000 } });
    screen.take();
    screen.progress.watch(leftOut);
    const { err } = screen.take();
    expect(err).toMatch(
      /^\r\u001b\[Kses takes no part any more: 550 5\.7\.1 Not allowed\n {2}.*“from” and “bounces”/,
    );
    expect(err).toContain('The other servers go on.\n');
    const fault = { stage: 'login', why: '535 No', permanent: true, forAtLeast: 0 } as const;
    screen.progress.watch({ ...leftOut, trouble: { kind: 'connection', fault } });
    expect(screen.take().err).toContain('Check the user name and the password in SES_URL;');
    const script = follow({ terminal: false, json: true });
    script.progress.watch(leftOut);
    expect(JSON.parse(script.take().out)).toEqual({
      event: 'leftOut',
      server: 'ses',
      why: '550 5.7.1 Not allowed',
      advice: expect.stringContaining('newsletter.yaml'),
    });
    const quiet = follow({ terminal: true, quiet: true });
    quiet.progress.watch(leftOut);
    expect(quiet.take()).toEqual({ out: '', err: '' });
  });

  it('tells programs each reason once, as it comes', () => {
    const { progress, take } = follow({ terminal: false, json: true });
    const slowed = { kind: 'slowed', server: 'ses', pause: { why: '421 Busy', for: 60_000 } } as const;
    progress.watch(slowed);
    progress.watch(slowed);
    progress.watch({ kind: 'waiting', until: Date.UTC(2026, 10, 24) });
    const events = take()
      .out.trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events.filter(({ event }) => event !== 'progress')).toEqual([
      { event: 'slowed', server: 'ses', why: '421 Busy', for: 60_000 },
      { event: 'waiting', until: '2026-11-24T00:00:00.000Z' },
    ]);
  });

  it('prints objects with --json, whose counts add up whatever happens', () => {
    const { progress, settle, take, pass } = follow({ terminal: false, json: true });
    progress.watch({ kind: 'skipped', claim: { ...someClaim, deferredSince: 5 }, reason: 'unsubscribed' });
    settle({ state: 'deferred', reply: '451', dueAt: 9 });
    settle(rejected, { deferredSince: 5 });
    settle({ state: 'unknown', why: 'lost' });
    pass(30_000);
    settle({ state: 'released', reply: '421' });
    const { out, err } = take();
    expect(err).toBe('');
    expect(
      out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { event: 'refused', email: 'a@example.org', reply: '550 No' },
      {
        event: 'progress',
        recipients: 100,
        counts: { ...noCounts, planned: 88, deferred: 9, skipped: 1, rejected: 1, unknown: 1 },
      },
    ]);
  });

  it('is silent with --quiet, and names refusals with --verbose', () => {
    const quiet = follow({ terminal: true, quiet: true });
    const verbose = follow({ terminal: false, verbose: true });
    for (const { settle, pass } of [quiet, verbose]) {
      pass(60_000);
      settle(rejected);
    }
    expect(quiet.take()).toEqual({ out: '', err: '' });
    expect(verbose.take().err).toContain('refused  a@example.org  550 No\n');
  });
});
