import { helpOf, helps, nearestCode } from '../../check/catalogue.ts';
import type { Help } from '../../check/help.ts';
import { Failure } from '../../finding/failure.ts';
import { type Desk, print, printJson } from '../desk.ts';
import { exitCodes } from '../exit-codes.ts';

/** Says what a code of `check` means, with an example; without one, all there are. */
export async function run(desk: Desk, [code]: readonly string[]): Promise<number> {
  if (code === undefined || code === 'codes') return listCodes(desk);
  const help = helpOf(code);
  if (!help) throw unknown(code);
  if (desk.flags.json) printJson(desk, help);
  else tell(desk, help);
  return exitCodes.done;
}

function listCodes(desk: Desk): number {
  if (desk.flags.json) printJson(desk, helps);
  else {
    const width = Math.max(...helps.map((help) => help.code.length));
    for (const { code, severity, about } of helps)
      print(desk, `${code.padEnd(width)}  ${severity.padEnd(7)}  ${about}`);
  }
  return exitCodes.done;
}

const ofWhat: Readonly<Record<NonNullable<Help['of']>, string>> = {
  issue: '',
  'front matter': ', in the front matter',
  settings: ', in newsletter.yaml',
  template: ', in a template',
  terminal: ', in the terminal',
  web: ', as the web answers',
};

function tell(desk: Desk, { code, severity, about, wrong, right, of = 'issue' }: Help): void {
  print(desk, `${code}  ${severity}\n\n${about}\n`);
  print(desk, `Wrong${ofWhat[of]}:\n\n${indented(wrong)}\n`);
  print(desk, `Right:\n\n${indented(right)}`);
}

function indented(lines: string): string {
  const shown = lines === '' ? '(nothing)' : lines;
  return shown.replace(/^(?=.)/gm, '    ');
}

function unknown(code: string): Failure {
  const meant = nearestCode(code);
  return new Failure('usage', 'usage/no-topic', `There is no command and no code “${code}”`, {
    advice: `${meant === undefined ? '' : `Did you mean ${meant}? `}pennypost help lists the commands, pennypost help codes all codes.`,
  });
}
