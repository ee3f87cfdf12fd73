declare const brand: unique symbol;

/**
 * An address that may go on the wire: `local@domain`, the domain in lower-case A-labels (RFC 5890),
 * the local part as written (RFC 5321 s.2.4). Only `parseEmailAddress` makes one.
 */
export type EmailAddress = string & { readonly [brand]: 'EmailAddress' };
