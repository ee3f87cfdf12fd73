import type { EmailAddress } from '../../address/email-address.ts';
import type { Direction } from '../../render/setting.ts';
import type { Store } from '../../store/store.ts';
import type { Words } from '../../words/words.ts';
import type { SignUpOffer } from './subscribe/offer.ts';

/** A newsletter as its readers meet it on the web. */
export interface Site {
  readonly name: string;
  /** Without a slash at its end; links lead here. */
  readonly url: string;
  /** Where a reader can write. */
  readonly replyTo: EmailAddress;
  /** BCP 47: the language that `words` are in. */
  readonly lang: string;
  readonly dir: Direction;
  readonly words: Words;
  /** The words of every language there is, by its tag. */
  readonly languages: ReadonlyMap<string, Words>;
  /** The style sheet of every page. */
  readonly style: string;
  /** The style sheet of what stands around an issue, whose own it leaves alone. */
  readonly frameStyle: string;
  /** Search engines are asked to leave the archive out. */
  readonly noindex: boolean;
  readonly store: Store;
  /** Told that notices wait in the store; it is not waited for, so that how long mail takes says nothing to a visitor. */
  readonly onNotices: () => void;
  /** What whoever wants to join is offered; without it nobody can by themselves. */
  readonly signUp?: SignUpOffer | undefined;
  /** The first signs; all verify. */
  readonly secrets: readonly string[];
  readonly now: () => number;
  /** Told of what should not have happened; the server goes on. */
  readonly onBug: (error: unknown) => void;
}
