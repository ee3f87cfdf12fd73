import { domainOf, type EmailAddress } from '../address/email-address.ts';
import { likelyDomain } from '../address/likely-domain.ts';

/** A domain that was most likely mistyped; the rows that have it are taken as they stand. */
export interface LikelyTypo {
  readonly domain: string;
  readonly meant: string;
  readonly rows: number;
  /** The lines of the file where it stands, the first of them. */
  readonly lines: readonly number[];
}

/** So many lines are kept for each domain, and so many domains. */
const mostLines = 5;
const mostDomains = 1000;

/** Counts domains that were likely mistyped. */
export class TypoTally {
  readonly #found = new Map<string, { meant: string; rows: number; lines: number[] }>();

  note(email: EmailAddress, line: number): void {
    const domain = domainOf(email);
    const meant = likelyDomain(domain);
    if (meant === undefined) return;
    const typo = this.#found.get(domain) ?? { meant, rows: 0, lines: [] };
    typo.rows += 1;
    if (typo.lines.length < mostLines) typo.lines.push(line);
    if (this.#found.size < mostDomains || this.#found.has(domain)) this.#found.set(domain, typo);
  }

  /** The most frequent first. */
  get typos(): readonly LikelyTypo[] {
    return [...this.#found]
      .map(([domain, typo]) => ({ domain, ...typo }))
      .sort((a, b) => b.rows - a.rows || (a.domain < b.domain ? -1 : 1));
  }
}
