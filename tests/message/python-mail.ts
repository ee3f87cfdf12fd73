import { spawnSync } from 'node:child_process';

/** A part of a mail as Python's `email` reads it; bytes in base64. */
export interface MailPart {
  readonly type: string;
  readonly charset: string | null;
  readonly encoding: string;
  readonly id: string | null;
  readonly disposition: string | null;
  readonly content: string | null;
  readonly parts: readonly MailPart[];
  readonly defects: readonly string[];
}

export interface Mail {
  /** Name, decoded value, defects. */
  readonly headers: readonly (readonly [string, string, readonly string[]])[];
  /** Display names and addresses of From, To and Reply-To, by their small-letter names. */
  readonly addresses: Readonly<Record<string, readonly (readonly [string, string])[]>>;
  /** The whole From field, decoded. */
  readonly from: string;
  readonly root: MailPart;
}

/** Reads mails with a reader that shares nothing with the writer. */
export function readWithPython(mails: readonly Buffer[]): Mail[] {
  const script = new URL('./read-mail.py', import.meta.url).pathname;
  const input = mails.map((mail) => `${mail.toString('base64')}\n`).join('');
  const { stdout, stderr, status } = spawnSync('python3', [script], {
    input,
    maxBuffer: 1 << 28,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`Python could not read a mail: ${stderr}`);
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

export function headerOf(mail: Mail, name: string): string | undefined {
  return mail.headers.find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
}

/** Every fault the reader saw, anywhere in the mail. */
export function defectsOf(mail: Mail): string[] {
  const ofPart = (part: MailPart): string[] => [...part.defects, ...part.parts.flatMap(ofPart)];
  return [...mail.headers.flatMap(([, , defects]) => defects), ...ofPart(mail.root)];
}
