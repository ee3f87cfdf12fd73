import type { JoiningRules } from '../../../subscribers/joining/ask.ts';
import type { Form } from '../form.ts';
import type { Markup } from '../page.ts';

/** What a newsletter offers to whoever wants to join it. */
export interface SignUpOffer extends JoiningRules {
  /** By name; none: nobody can join by themselves. */
  readonly lists: readonly string[];
  readonly fields: readonly SignUpField[];
  /** The sentence that is agreed to, instead of the one in the visitor’s language. */
  readonly wording: string | undefined;
  /** Where it says what is done with people’s data. */
  readonly privacy: string | undefined;
  /** Mailed to whoever has confirmed; paragraphs of plain text. */
  readonly welcome: readonly string[] | undefined;
  /** Whether an address on the internet is one of our own reverse proxies, whose word on visitors is believed. */
  readonly isProxy: (address: string) => boolean;
  /** Web sites whose scripts may ask at `/api/subscribe`, as `Origin` names them. */
  readonly origins: readonly string[];
  readonly captcha?: Captcha | undefined;
}

export interface SignUpField {
  readonly name: string;
  /** Otherwise in the visitor’s language, for names. */
  readonly label: string | undefined;
  readonly required: boolean;
}

/** A question that only people answer. There is none built in; whoever wires a `Site` may bring one. */
export interface Captcha {
  /** Stands in the form above its button; made anew each time. It gets no script and nothing from elsewhere. */
  readonly fields: (lang: string) => Markup;
  /** Whether the answer in a posted form, or in the object `captcha` of a JSON request, is a person’s. */
  readonly passes: (answer: Form, network: string) => Promise<boolean>;
}
