import type { Rule } from '../rule.ts';
import { draft } from './draft.ts';
import { links } from './links.ts';
import { local } from './local.ts';
import { lookAlike } from './look-alike.ts';
import { otherAddress } from './other-address.ts';
import { pastedTwice } from './pasted-twice.ts';
import { plainHttp } from './plain-http.ts';
import { sameWords } from './same-words.ts';
import { strayEnd } from './stray-end.ts';
import { tracking } from './tracking.ts';
import { vagueWords } from './vague-words.ts';

export const linkRules: readonly Rule[] = [
  links,
  local,
  draft,
  pastedTwice,
  strayEnd,
  otherAddress,
  lookAlike,
  tracking,
  vagueWords,
  sameWords,
  plainHttp,
];
