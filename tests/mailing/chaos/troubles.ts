import {
  close,
  hangUp,
  inTurn,
  type Move,
  type Script,
  say,
  sayHalf,
  sayRaw,
  stall,
  takeAndHangUp,
  usualExtensions,
  wait,
} from '../../smtp/script-server.ts';
import { type Dice, dice } from './dice.ts';

/** A server never stays mad: from this attempt at an address, and this connection, on it does as it should. */
const sanity = { attempt: 4, connection: 25 };

type Recipient = NonNullable<ReturnType<NonNullable<Script['recipient']>>>;
type Connection = NonNullable<ReturnType<NonNullable<Script['connection']>>>;

/** What may go wrong wherever an answer is due. */
const anywhere: readonly Move[] = [
  hangUp,
  close,
  say('421 4.3.2 Going down'),
  sayHalf('250 2.0.0 I was about t'),
  sayRaw('what is this\r\n'),
  inTurn(wait(10), hangUp),
];

const delays: readonly Move[] = [
  say('451 4.7.1 Greylisted'),
  say('452 4.2.2 Over quota'),
  say('450 4.2.1 Busy'),
  say('452 4.5.3 Too many'),
];

const refusals: readonly Move[] = [
  say('550 5.1.1 No such user'),
  say('554 5.7.1 Not of this kind'),
  say('550-5.2.1 Some\n550 5.2.1 more words'),
];

const recipientTroubles: readonly ((dice: Dice) => Recipient)[] = [
  (dice) => ({ rcpt: dice.pick(anywhere) }),
  (dice) => ({ rcpt: dice.pick(delays) }),
  (dice) => ({ rcpt: dice.pick(refusals) }),
  (dice) => ({ rcpt: dice.pick(refusals), data: say('354 Go on all the same') }),
  (dice) => ({ rcpt: inTurn(wait(dice.between(1, 30)), say('250-2.1.5 Slowly\n250 2.1.5 but surely')) }),
  (dice) => ({ data: dice.pick(anywhere) }),
  (dice) => ({ data: dice.pick([...delays, ...refusals]) }),
  (dice) => ({ message: dice.pick([hangUp, close, say('552 5.3.4 Enough'), say('421 4.3.2 Enough')]) }),
  (dice) => ({ final: dice.pick(anywhere) }),
  (dice) => ({ final: dice.pick([...delays, ...refusals]) }),
  () => ({ final: takeAndHangUp }),
  (dice) => ({ final: inTurn(wait(dice.between(1, 20)), takeAndHangUp) }),
  (dice) => ({ final: inTurn(wait(dice.between(1, 40)), say('250 2.0.0 Taken at last')) }),
  () => ({ final: inTurn(say('250 2.0.0 Taken'), say('421 4.3.2 and closed')) }),
  () => ({ final: inTurn(say('250 2.0.0 Taken'), close) }),
];

/** Each of these costs a whole timeout, or pauses everything. */
const rareTroubles: readonly Recipient[] = [
  { rcpt: stall },
  { data: stall },
  { message: stall },
  { final: stall },
  { final: say('421 4.7.28 Too much mail from you') },
  { final: say('550 5.7.26 Not authenticated') },
];

const connectionTroubles: readonly Connection[] = [
  { greeting: say('421 4.3.2 Too busy') },
  { greeting: say('554 5.3.2 No mail here') },
  { greeting: hangUp },
  { greeting: sayRaw('HTTP/1.1 400 Bad Request\r\n\r\n') },
  { greeting: stall },
  { ehlo: say('502 5.5.1 No such thing') },
  { ehlo: hangUp },
];

const mailTroubles: readonly Move[] = [...anywhere, ...delays, say('550 5.7.1 Not from you')];

/** A server that goes wrong in its own way: `index` is its place among several. */
export function troubledScript(seed: number, index: number): Script {
  const about = dice(seed, 'server', index);
  const share = about.pick([0, 5, 15, 40]);
  const extensions = about.pick([
    usualExtensions,
    usualExtensions,
    [...usualExtensions, 'CHUNKING'],
    [...usualExtensions, 'CHUNKING'],
    ['8BITMIME'],
    ['8BITMIME', 'CHUNKING'],
  ]);
  return {
    extensions,
    latency: about.pick([0, 0, 1, 3]),
    manner: about.pick(['whole', 'whole', 'whole', 'halfLines', 'halfLineEnds', 'together', 'bytes']),
    recipient: (address, attempt) => recipientTrouble(dice(seed, index, address, attempt), attempt, share),
    connection: (connection, transaction) =>
      connectionTrouble(dice(seed, index, 'connection', connection, transaction), connection, share),
    ...(about.inHundred(10) ? { behindACommand: about.pick(['throwAway', synchronizationError]) } : {}),
    ...(about.inHundred(15) ? { closeAfter: about.between(1, 8) } : {}),
    ...(about.inHundred(15) ? { mostOpen: about.between(1, 2) } : {}),
  };
}

const synchronizationError = inTurn(say('554 5.5.0 Synchronization error'), close);

function recipientTrouble(dice: Dice, attempt: number, share: number): Recipient | undefined {
  if (attempt >= sanity.attempt || !dice.inHundred(share)) return undefined;
  return dice.inHundred(6) ? dice.pick(rareTroubles) : dice.pick(recipientTroubles)(dice);
}

function connectionTrouble(dice: Dice, connection: number, share: number): Connection | undefined {
  if (connection >= sanity.connection || !dice.inHundred(share / 3)) return undefined;
  if (dice.inHundred(20)) return { reset: dice.pick(anywhere) };
  return dice.inHundred(50) ? dice.pick(connectionTroubles) : { mail: dice.pick(mailTroubles) };
}
