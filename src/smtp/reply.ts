/** A server's reply (RFC 5321 s.4.2), its enhanced status code (RFC 3463) apart from its words. */
export interface Reply {
  /** 200 to 599. */
  readonly code: number;
  /** `5.1.1`. */
  readonly enhanced: string | undefined;
  /** The words of all lines on one, without codes. */
  readonly text: string;
}

/** More than anybody reads; a server may say a megabyte. */
const longestText = 1000;

const line = /^([2-5]\d\d)(?:([ -])(.*))?$/s;
const enhanced = /^([245]\.\d{1,3}\.\d{1,3})(?:\s+|$)/;
/** What may not be shown as it is: control characters, runs of white space. */
const unplain = /[^ -~]| {2}/;

/** Whether more lines of the same reply follow: `250-PIPELINING`. */
export function continues(text: string): boolean {
  return text.charAt(3) === '-' && line.test(text);
}

/** A server says the same of most messages, but for the last word on each: so many of its lines are kept read. */
const mostKept = 64;
const kept = new Map<string, Reply | undefined>();

/** The lines of one reply, without their line ends; nothing when they are not SMTP. */
export function parseReply(lines: readonly string[]): Reply | undefined {
  const [only] = lines;
  if (only === undefined || lines.length > 1) return readLines(lines);
  if (kept.has(only)) return kept.get(only);
  if (kept.size === mostKept) kept.clear();
  const reply = readLines(lines);
  kept.set(only, reply);
  return reply;
}

function readLines(lines: readonly string[]): Reply | undefined {
  const parts = lines.map((text) => line.exec(text));
  const code = parts.at(-1)?.[1];
  if (code === undefined || parts.some((part) => part?.[1] !== code)) return undefined;
  const words = parts.map((part) => part?.[3]?.trim() ?? '');
  return {
    code: Number(code),
    enhanced: words.map((text) => enhanced.exec(text)?.[1]).find((status) => status !== undefined),
    text: oneLine(words.map((text) => text.replace(enhanced, '')).join(' ')),
  };
}

/** The reply as a person reads it: `550 5.1.1 No such user`. */
export function describeReply({ code, enhanced, text }: Reply): string {
  return [String(code), enhanced, text].filter((part) => part).join(' ');
}

function oneLine(words: string): string {
  const text = (unplain.test(words) ? words.replace(/[\s\u0000-\u001f\u007f-\u009f]+/gu, ' ') : words).trim();
  return text.length > longestText ? `${text.slice(0, longestText)}…` : text;
}
