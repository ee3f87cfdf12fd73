import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeKeys } from '../../src/message/dkim/make-keys.ts';
import { fill } from '../../src/render/fill.ts';
import type { Letter } from '../letter.ts';
import { type Run, runToEnd } from './child.ts';
import { mailingId, type Seeds } from './seed.ts';
import { findProgram } from './sinks.ts';

/** So many messages to a sink, over so many connections. */
export interface Task {
  readonly port: number;
  readonly messages: number;
  readonly connections: number;
}

export interface Sender {
  readonly name: string;
  send(task: Task): Promise<Run>;
}

interface Signing {
  readonly domain: string;
  readonly selector: string;
  /** PEM. */
  readonly key: string;
}

/** What engine.mjs is told. */
interface EngineJob extends Task {
  readonly store: string;
  readonly mailing: string;
  readonly signing?: Signing;
}

/** What nodemailer.mjs is told. */
interface NodemailerJob extends Task {
  /** Path of a letter as JSON, its personal places marked. */
  readonly letter: string;
  readonly signing?: Signing;
}

export interface Senders {
  readonly engine: Sender;
  readonly signingEngine: Sender;
  readonly nodemailer: Sender;
  readonly signingNodemailer: Sender;
  /** Postfix's `smtp-source`, where it is installed. */
  readonly source: Sender | undefined;
}

export async function openSenders(letter: Letter, seeds: Seeds, folder: string): Promise<Senders> {
  const { rsa } = await makeKeys();
  const signing = { domain: 'news.example.org', selector: 's1', key: rsa };
  const marked = join(folder, 'letter.json');
  writeFileSync(marked, JSON.stringify(markedLetter(letter)));
  return {
    engine: engineSender('Pennypost', seeds),
    signingEngine: engineSender('Pennypost, signing', seeds, signing),
    nodemailer: nodemailerSender('nodemailer', { letter: marked }),
    signingNodemailer: nodemailerSender('nodemailer, signing', { letter: marked, signing }),
    source: sourceSender(),
  };
}

/** @param nodeOptions such as `--cpu-prof`. */
export function engineSender(
  name: string,
  seeds: Seeds,
  signing?: Signing,
  nodeOptions: readonly string[] = [],
): Sender {
  return {
    name,
    send: (task) =>
      seeds.withCopy(task.messages, (store) => {
        const job: EngineJob = { ...task, store, mailing: mailingId, ...(signing ? { signing } : {}) };
        return runNode('engine.mjs', job, nodeOptions);
      }),
  };
}

function nodemailerSender(name: string, about: Omit<NodemailerJob, keyof Task>): Sender {
  return {
    name,
    send: (task) => {
      const job: NodemailerJob = { ...task, ...about };
      return runNode('nodemailer.mjs', job);
    },
  };
}

async function runNode(file: string, job: Task, nodeOptions: readonly string[] = []): Promise<Run> {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const out = await runToEnd(process.execPath, [...nodeOptions, path, JSON.stringify(job)]);
  return JSON.parse(out) as Run;
}

/** Nothing personal, nothing written down: the same bytes again and again. */
function sourceSender(): Sender | undefined {
  const program = findProgram('smtp-source');
  if (!program) return undefined;
  return {
    name: 'smtp-source',
    send: async ({ port, messages, connections }) => {
      const size = ['-l', String(bodySize), '-m', String(messages)];
      const start = performance.now();
      await runToEnd(program, ['-d', '-s', String(connections), ...size, `127.0.0.1:${port}`]);
      return { messages, seconds: (performance.now() - start) / 1000 };
    },
  };
}

/** So that its messages are as large as ours. */
const bodySize = 37_300;

/** The letter filled for nobody: what is personal is a mark to be replaced. */
function markedLetter({ content, rendered }: Letter) {
  const marks = { name: '(first-name)', token: '(token)' };
  const values = {
    email: 'reader@example.com' as const,
    fields: { first_name: marks.name },
    unsubscribe: `https://news.example.org/u/${marks.token}`,
  };
  return {
    marks,
    from: { name: content.from.name ?? '', address: content.from.address },
    bounces: content.bounces,
    subject: fill(rendered.subject, values),
    html: fill(rendered.html, values),
    text: fill(rendered.text, values),
  };
}
