/** What became of those we were told of; who has changed in several ways counts in each. */
export interface Learned {
  joined: number;
  left: number;
  paused: number;
  readdressed: number;
  suppressed: number;
  /** In another way: confirmed, fields, the end of a pause. */
  otherwise: number;
}

export function nothingLearned(): Learned {
  return { joined: 0, left: 0, paused: 0, readdressed: 0, suppressed: 0, otherwise: 0 };
}
