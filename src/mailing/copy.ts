import type { EmailAddress } from '../address/email-address.ts';
import { reachOf, readerAddresses } from '../message/addresses.ts';
import type { Signer } from '../message/dkim/signer.ts';
import type { Edition } from '../message/edition.ts';
import type { Message } from '../message/message.ts';
import { type CompiledMessage, compileMessage } from '../message/template/compile.ts';
import { fillMessage } from '../message/template/fill.ts';
import { type LinkTokens, linkSigner } from '../message/tokens.ts';
import type { Cleared } from '../store/delivery.ts';
import type { Content } from './content.ts';

/** One reader, as far as their copy is concerned. */
export interface Reader {
  readonly email: EmailAddress;
  /** The subscriber's id, or what stands for it in a test. */
  readonly subscriber: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly variant: string;
}

/** Fills one reader's copy, unsigned. @throws {Failure} `message/header` */
export type FillCopy = (reader: Reader, tokens: LinkTokens, date: Date) => Message;

/**
 * Makes one reader's copy for a server, by its name: at once where nothing signs it, on the thread pool
 * otherwise.
 * @throws {Failure} `message/header`, or rejects with it
 */
export type MakeCopy = (claim: Cleared, server: string) => Message | Promise<Message>;

/** What the copies of a mailing take besides its content. */
export interface CopyParts {
  /** Sign the readers' own links. */
  readonly keys: readonly string[];
  readonly listId: number;
  /** Who signs what a server hands over; without it, nobody does. */
  readonly signerFor?: ((server: string) => Signer) | undefined;
}

/** The copies of a mailing. */
export function copiesOf(content: Content, edition: Edition, parts: CopyParts): MakeCopy {
  const { keys, listId, signerFor } = parts;
  const fill = copyFiller(content, edition);
  const tokensOf = linkSigner(keys, { list: listId, mailing: edition.mailing });
  const fillFor = ({ email, subscriberId, fields, variant, datedAt }: Cleared): Message => {
    const reader = { email: email as EmailAddress, subscriber: String(subscriberId), fields, variant };
    return fill(reader, tokensOf(subscriberId), new Date(datedAt));
  };
  return signerFor ? async (claim, server) => signCopy(signerFor(server), fillFor(claim)) : fillFor;
}

/** Encodes each variant of a content once, when its first reader comes. */
export function copyFiller(content: Content, edition: Edition): FillCopy {
  const compiled = new Map<string, CompiledMessage>();
  const reach = reachOf(content);
  const compile = (variant: string): CompiledMessage => {
    const rendered = content.variants[variant];
    if (!rendered) throw new Error(`mailing ${edition.mailing} has no variant “${variant}”`);
    const message = compileMessage(edition, rendered);
    compiled.set(variant, message);
    return message;
  };
  return ({ email, subscriber, fields, variant }, tokens, date) => {
    const addresses = readerAddresses(reach, tokens);
    const message = compiled.get(variant) ?? compile(variant);
    return fillMessage(message, { to: email, subscriber, fields, date, ...addresses });
  };
}

/** The copy with a signature of each key before it. */
export async function signCopy(signer: Signer, { raw, recycle, ...copy }: Message): Promise<Message> {
  const signed = await signer.sign(raw, 'relaxed');
  recycle?.();
  return { ...copy, raw: signed };
}
