// What one reader's copy costs: `npx tsx bench/compose.ts [rounds]`.

import { copiesOf } from '../src/mailing/copy.ts';
import { fillIssue } from '../src/message/filled.ts';
import { compileMessage } from '../src/message/template/compile.ts';
import { type CopyValues, fillMessage } from '../src/message/template/fill.ts';
import { composeMessage } from '../tests/message/compose.ts';
import { claim, openLetter, reader } from './letter.ts';
import { measure, print } from './rounds.ts';

const rounds = Number(process.argv[2] ?? 7);
const { content, edition, rendered } = await openLetter();
const compiled = compileMessage(edition, rendered);
const makeCopy = copiesOf(content, edition, {
  keys: ['a secret of thirty-two characters'],
  listId: 1,
});

function compose(copy: CopyValues) {
  const filled = fillIssue(rendered, { email: copy.to, fields: copy.fields, unsubscribe: copy.unsubscribe });
  return composeMessage(edition, { ...copy, ...filled });
}

console.log(
  `One copy of ${fillMessage(compiled, reader(0)).raw.length} bytes, medians of ${rounds} rounds in turn:`,
);
const measured = await measure(
  {
    'composed by MailComposer': {
      times: 200,
      way: async (times) => {
        for (let i = 0; i < times; i += 1) await compose(reader(i));
      },
    },
    'filled, encoded once': {
      times: 5000,
      way: async (times) => {
        for (let i = 0; i < times; i += 1) fillMessage(compiled, reader(i));
      },
    },
    'from its claim: tokens signed, then filled': {
      times: 5000,
      way: async (times) => {
        for (let i = 0; i < times; i += 1) makeCopy(claim(i), 'own');
      },
    },
    'encoded, once a mailing': {
      times: 50,
      way: async (times) => {
        for (let i = 0; i < times; i += 1) compileMessage(edition, rendered);
      },
    },
  },
  rounds,
);
print(measured);
