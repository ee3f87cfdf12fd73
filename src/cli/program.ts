import { Command, InvalidArgumentError, Option } from 'commander';
import { fromNames } from '../subscribers/formats/names.ts';
import { type Desk, openDesk } from './desk.ts';
import type { Flags } from './flags.ts';
import type { Io } from './io.ts';
import { version } from './version.ts';

/**
 * The grammar of the command line. Every command's own file is loaded only when it runs, so that help and
 * mistakes cost nothing.
 */
export function buildProgram(io: Io, ended: (code: number) => void): Command {
  const program = new Command('pennypost')
    .description(
      'Compose a newsletter as Markdown, see it as readers will, and mail it, with every copy accounted for.',
    )
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .showSuggestionAfterError()
    .showHelpAfterError('(pennypost COMMAND --help tells more)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      getOutHelpWidth: () => Math.min(io.stdout.columns, 100),
      getErrHelpWidth: () => Math.min(io.stderr.columns, 100),
    })
    .addHelpText(
      'after',
      `\nThe first five minutes, with no mail account:
  pennypost init my-letter && cd my-letter
  pennypost preview
  pennypost subscribers import subscribers/sample.csv
  pennypost test hello you@example.com
  pennypost send hello`,
    );
  const commands = new Commands(program, io, ended);
  writing(commands);
  sending(commands);
  people(commands);
  commands.addHelp();
  return program;
}

/** What a command's `run` gets: the desk, the words behind the command, and its own options. */
type Run<O> = (desk: Desk, words: readonly string[], options: O) => Promise<number>;

/** Adds commands that share the flags of all, and passes on how they ended. */
class Commands {
  readonly #parent: Command;
  readonly #io: Io;
  readonly #ended: (code: number) => void;

  constructor(parent: Command, io: Io, ended: (code: number) => void) {
    this.#parent = parent;
    this.#io = io;
    this.#ended = ended;
  }

  add<O>(
    usage: string,
    description: string,
    load: () => Promise<{ run: Run<O> }>,
    own?: (command: Command) => void,
  ): void {
    const command = this.#parent.command(usage).description(description);
    own?.(command);
    addFlags(command);
    command.action(async (...given: unknown[]) => {
      const words = (given.slice(0, -2) as (string | string[] | undefined)[])
        .flat()
        .filter((word) => word !== undefined);
      const { run } = await load();
      const desk = openDesk(this.#io, flagsOf(command.opts()));
      this.#ended(await run(desk, words, command.opts() as O));
    });
  }

  /** `help` on a command, or on a code that `check` gives. */
  addHelp(): void {
    this.add<object>(
      'help [topic...]',
      'print help on a command, or on a code such as link/undefined; help codes lists them',
      async () => ({
        run: async (desk, words) => {
          const command = commandNamed(this.#parent, words);
          command?.outputHelp();
          return command ? 0 : (await import('./commands/help.ts')).run(desk, words);
        },
      }),
    );
  }

  group(name: string, description: string): Commands {
    const command = this.#parent.command(name).description(description);
    return new Commands(command, this.#io, this.#ended);
  }
}

function commandNamed(parent: Command, [word, ...rest]: readonly string[]): Command | undefined {
  if (word === undefined) return parent;
  const found = parent.commands.find((command) => command.name() === word);
  return found && commandNamed(found, rest);
}

function addFlags(command: Command): void {
  command
    .option('--json', 'print JSON')
    .option('-y, --yes', 'do not ask')
    .option('-n, --dry-run', 'do everything but the last step')
    .option('-q, --quiet', 'print only what was asked for')
    .option('--verbose', 'say more')
    .option('--no-color', 'print no colours')
    .option('--no-input', 'never ask, even at a terminal')
    .option('--cwd <dir>', 'work in this folder');
}

function flagsOf(options: Record<string, unknown>): Flags {
  return {
    json: options['json'] === true,
    yes: options['yes'] === true,
    dryRun: options['dryRun'] === true,
    quiet: options['quiet'] === true,
    verbose: options['verbose'] === true,
    color: options['color'] !== false,
    input: options['input'] !== false,
    cwd: options['cwd'] as string | undefined,
  };
}

function writing(commands: Commands): void {
  commands.add(
    'init [dir]',
    'make a new newsletter: settings, a first issue, a sample list',
    () => import('./commands/init.ts'),
  );
  commands.add(
    'new <title>',
    'begin an issue: issues/2026-12-01-title.md',
    () => import('./commands/new.ts'),
  );
  commands.add(
    'check [issue...]',
    'say what is wrong with one issue, or with all',
    () => import('./commands/check.ts'),
    (command) =>
      command
        .addOption(
          new Option('--format <format>', 'how findings are printed')
            .choices(['text', 'json', 'github'])
            .default('text'),
        )
        .option('--list <name>', 'look at the merge fields of everybody on this list too')
        .option('--strict', 'let warnings count as errors')
        .option('--links', 'ask the web whether the links are alive')
        .option('--fix', 'mend what can be mended without guessing, in the issues themselves'),
  );
  commands.add(
    'preview [issue]',
    'show an issue in the browser, live, and the outbox',
    () => import('./commands/preview.ts'),
    (command) => command.option('--port <port>', 'listen on this port', wholeNumber, 4321),
  );
  commands.add(
    'render <issue>',
    'print an issue as HTML, text, message or JSON',
    () => import('./commands/render.ts'),
    (command) =>
      command
        .option('--html', 'the HTML part (the default)')
        .option('--text', 'the text part')
        .option('--eml', 'a whole message, as a mail program opens it')
        .option('--for <address>', 'as this subscriber reads it')
        .option('--segment <names>', 'show the blocks of these segments', list)
        .option('-o, --out <dir>', 'write files into this folder instead'),
  );
  commands.add(
    'show [issue]',
    'print the outline: blocks, links, sizes; or the copy that went to somebody',
    () => import('./commands/show.ts'),
    (command) =>
      command
        .option('--list <name>', 'say who on this list would get it')
        .option('--as <address>', 'the copy that went to this reader, built again')
        .option('--mailing <id>', 'of this mailing; otherwise of their last one')
        .option('--eml', 'its whole message')
        .option('--html', 'its HTML part')
        .option('--text', 'its text part'),
  );
  commands.add(
    'schema <settings|issue>',
    'print the JSON Schema of newsletter.yaml or of an issue',
    () => import('./commands/schema.ts'),
  );
}

function sending(commands: Commands): void {
  commands.add(
    'test <issue> <address...>',
    'mail one real copy, its subject marked [Test]',
    () => import('./commands/test.ts'),
    embedding,
  );
  commands.add(
    'send <issue>',
    'mail an issue to a list',
    () => import('./commands/send.ts'),
    (command) => {
      command
        .option('--list <name>', 'the list, or a CSV file that is imported first')
        .option('--segment <filter>', 'only these readers: a segment’s name, or a filter such as tag:press')
        .option('--limit <n>', 'at most so many readers', wholeNumber)
        .option('--new', 'an issue that was sent before: only those who have not had it')
        .option('--expect <n>', 'go on without asking if this many people get it: 12431 or 12000..13000')
        .option('--untested', 'send a text that was never tested as it stands');
      embedding(command);
      running(command);
    },
  );
  commands.add(
    'resume [mailing]',
    'go on with a mailing that stopped',
    () => import('./commands/resume.ts'),
    (command) => {
      command.option(
        '--retry-unknown',
        'send again where the server’s answer was lost; some may get two copies',
      );
      command.option('--only <states>', 'try only these readers: deferred, planned');
      running(command);
    },
  );
  commands.add(
    'dkim',
    'make the keys that sign your mail, and print what to publish',
    () => import('./commands/dkim.ts'),
    (command) =>
      command
        .option('--domain <domain>', 'sign for this domain; otherwise that of “from”')
        .option('--selector <name>', 'publish the keys under this name; otherwise s1')
        .option('-o, --out <dir>', 'write the keys into this folder; otherwise dkim/'),
  );
  commands.add(
    'doctor',
    'say whether this newsletter can send and will be believed: settings, servers, DNS',
    () => import('./commands/doctor.ts'),
    (command) => command.option('--offline', 'ask no server and no DNS'),
  );
  commands.add(
    'serve',
    'serve the pages behind your links: unsubscribe, subscribe, forward, archive',
    () => import('./commands/serve.ts'),
    (command) =>
      command
        .option('--port <port>', 'listen on this port', wholeNumber, 8025)
        .option(
          '--host <address>',
          'listen here; behind a reverse proxy on this machine otherwise',
          '127.0.0.1',
        ),
  );
  commands.add(
    'sync',
    'bring what happened at the pages into this store, and sent issues there',
    () => import('./commands/sync.ts'),
    (command) => command.option('--full', 'tell each other everything anew'),
  );
  commands.add(
    'build',
    'write the archive as a static site: issues, feeds, subscribe page, pictures',
    () => import('./commands/build.ts'),
    (command) => command.requiredOption('-o, --out <dir>', 'write into this folder'),
  );
  commands.add(
    'inbox',
    'read the mailbox of INBOX_URL, and take those off the list who ask to leave',
    () => import('./commands/inbox.ts'),
    (command) =>
      command
        .option('--maildir <dir>', 'read this Maildir instead')
        .option('--stdin', 'read what is piped in instead: one message, or an mbox')
        .option('--mark-seen', 'mark the requests as seen; otherwise nothing is changed there'),
  );
  commands.add('pause [mailing]', 'stop a mailing; it can be resumed', () => import('./commands/pause.ts'));
  commands.add('cancel [mailing]', 'end a mailing for good', () => import('./commands/cancel.ts'));
  commands.add(
    'status [mailing]',
    'say where mailings stand',
    () => import('./commands/status.ts'),
    (command) =>
      command
        .option('--who <state>', 'name the readers in this state')
        .option('--watch', 'keep printing until the mailing ends'),
  );
}

function embedding(command: Command): void {
  command.option('--embed', 'carry pictures inside each mail instead of showing those at “url”');
}

function running(command: Command): void {
  command
    .option('--rate <rate>', 'at most so many messages, evenly: 40/s, 14000/h, or both: 40/s,14000/h')
    .option('--no-probe', 'also if nobody answers behind the links')
    .option('--wait <time>', 'how long to stay for readers who were put off: 30m, 0, all', '10m');
}

function people(commands: Commands): void {
  commands.add(
    'segments [name-or-filter...]',
    'count the readers in each segment',
    () => import('./commands/segments.ts'),
    onList,
  );
  const subscribers = commands.group(
    'subscribers',
    'import, export, add, tag, remove, erase and look at subscribers',
  );
  subscribers.add(
    'import <file>',
    'read a CSV file into a list; nobody who left comes back',
    () => import('./commands/subscribers-import.ts'),
    (command) =>
      command
        .option('--list <name>', 'the list; otherwise the file’s name')
        .addOption(
          new Option('--from <tool>', 'whose export it is; “auto” tells it by the columns')
            .choices(fromNames)
            .default('auto'),
        )
        .option('--map <columns>', 'which column is what: email=Mail,first_name=Vorname')
        .option('--rejects <file>', 'write the rows that were not taken, with reasons, into this file'),
  );
  subscribers.add(
    'export',
    'print subscribers as CSV, or as JSON with --json',
    () => import('./commands/subscribers-export.ts'),
    (command) => {
      command.option('--list <name>', 'only this list').addOption(stateOption());
      command
        .option('--segment <filter>', 'only these: a segment’s name, or a filter such as tag:press')
        .option('--person <address>', 'all that is known of one person, as JSON: for a request of access');
    },
  );
  subscribers.add(
    'add <address>',
    'add one subscriber',
    () => import('./commands/subscribers-add.ts'),
    (command) => {
      onList(command);
      command
        .option('--field <field=value...>', 'a field, such as first_name=Ada')
        .option('--tag <tag...>', 'a tag')
        .option('--name <name>', 'the first name')
        .option('--rejoin', 'also somebody who left, because they have asked to come back');
    },
  );
  subscribers.add(
    'remove <address>',
    'unsubscribe somebody; no import brings them back',
    () => import('./commands/subscribers-remove.ts'),
    (command) => command.option('--list <name>', 'only from this list'),
  );
  subscribers.add(
    'tag <tag> [address...]',
    'put a tag on people, or take it away',
    () => import('./commands/subscribers-tag.ts'),
    (command) => {
      command
        .option('--segment <filter>', 'on everybody in a segment: its name, or a filter such as city = Bern')
        .option('--from <file>', 'on everybody in a file: an address a line, or a CSV file')
        .option('--remove', 'take the tag away');
      onList(command);
    },
  );
  subscribers.add(
    'erase [address...]',
    'forget people for good; only a keyed hash stays, so that nobody brings them back',
    () => import('./commands/subscribers-erase.ts'),
    (command) => command.option('--drop-lost', 'forget the hashes that no secret in .env can read any more'),
  );
  subscribers.add(
    'list',
    'print the lists, or who is on one',
    () => import('./commands/subscribers-list.ts'),
    (command) => {
      onList(command);
      command.addOption(stateOption());
      command.option('--limit <n>', 'at most so many; otherwise 50, or all with --json', wholeNumber);
    },
  );
  subscribers.add(
    'show <address>',
    'print all that is known of somebody',
    () => import('./commands/subscribers-show.ts'),
  );
}

function stateOption(): Option {
  const states = ['active', 'pending', 'unsubscribed', 'suppressed'];
  return new Option('--state <state>', 'only these').choices(states);
}

function onList(command: Command): void {
  command.option('--list <name>', 'the list');
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0) throw new InvalidArgumentError('Write a whole number.');
  return number;
}

function list(text: string): string[] {
  return text.split(',').map((part) => part.trim());
}
