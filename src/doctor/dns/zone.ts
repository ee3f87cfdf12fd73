/** What the DNS says to one question. */
export type Answer<T> =
  | { readonly kind: 'found'; readonly values: readonly T[] }
  /** The name is there, and has no record of this type. */
  | { readonly kind: 'none' }
  /** There is no such name (NXDOMAIN). */
  | { readonly kind: 'absent' }
  /** Nobody answered, or not in earnest: nothing follows from it. */
  | { readonly kind: 'failed'; readonly why: string };

/** One line of the MX records; `exchange` is empty for a null MX (RFC 7505). */
export interface Exchange {
  readonly exchange: string;
  readonly priority: number;
}

/** All that is asked of the DNS. Names are in A-labels, without the dot at the end; nothing is ever thrown. */
export interface Zone {
  /** Each record whole, its strings joined without a space (RFC 7208 s.3.3, RFC 6376 s.3.6.2.2). */
  txt(name: string): Promise<Answer<string>>;
  mx(name: string): Promise<Answer<Exchange>>;
  /** IPv4 and IPv6 together. */
  addresses(name: string): Promise<Answer<string>>;
  /** The names of an IP address. */
  ptr(address: string): Promise<Answer<string>>;
}
