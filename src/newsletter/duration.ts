const units: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** How a length of time is written. */
export const durationPattern = /^\s*(?:0|(\d+(?:\.\d+)?)\s*(s|min|m|h|d))\s*$/;

/** `90s`, `30m`, `12h`, `4d`, or `0` → milliseconds; anything else → undefined. */
export function parseDuration(text: string): number | undefined {
  const match = durationPattern.exec(text);
  if (!match) return undefined;
  const [, count = '0', unit = 's'] = match;
  return Math.round(Number(count) * (units[unit] as number));
}

/** A length of time in the words of a status line: `4 s`, `3 min`, `2 h 10 min`, `4 d`. */
export function describeDuration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return `${Math.round(hours / 24)} d`;
}
