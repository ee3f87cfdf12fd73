import type { Chapter } from '../doctor/doctor.ts';
import type { Observation, RecordToPublish, Verdict } from '../doctor/observation.ts';
import type { Paint } from '../finding/format.ts';
import { visible } from '../finding/visible.ts';

const words: Readonly<Record<Verdict, string>> = {
  ok: 'ok',
  warning: 'warning',
  wrong: 'wrong',
  unasked: 'not asked',
};

const indent = ' '.repeat(13);

/** Each observation with what to do about it; what servers and the DNS say cannot move the cursor. */
export function doctorRows({ title, observations }: Chapter, paint: Paint): string[] {
  return [paint.strong(title), ...observations.flatMap((one) => observationRows(one, paint))];
}

function observationRows({ what, verdict, detail, advice, record }: Observation, paint: Paint): string[] {
  const rows = [`  ${painted(verdict, paint)}  ${visible(what)}: ${visible(detail)}`];
  if (advice !== undefined) rows.push(`${indent}${visible(advice)}`);
  return record === undefined ? rows : [...rows, ...recordRows(record)];
}

function painted(verdict: Verdict, paint: Paint): string {
  const word = words[verdict].padEnd(9);
  if (verdict === 'wrong') return paint.error(word);
  return verdict === 'ok' ? word : verdict === 'warning' ? paint.warning(word) : paint.faint(word);
}

function recordRows({ name, type, value }: RecordToPublish): string[] {
  const rows = [`name   ${name}`, `type   ${type}`, `value  ${value}`];
  return rows.map((row) => `${indent}  ${visible(row)}`);
}
