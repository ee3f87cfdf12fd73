import type { EmailAddress } from './email-address.ts';

/** A person's name, which may be empty, and address: `News + Notes <hello@news.example.org>` (RFC 5322 s.3.4). */
export interface Mailbox {
  readonly name: string;
  readonly address: EmailAddress;
}
