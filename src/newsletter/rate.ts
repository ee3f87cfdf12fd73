const perUnit: Readonly<Record<string, number>> = { s: 1, sec: 1, m: 60, min: 60, h: 3600, d: 86_400 };

/** How a rate is written. */
export const ratePattern = /^\s*(\d+(?:\.\d+)?)\s*\/\s*(sec|s|min|m|h|d)\s*$/;

/** `40/s`, `600/min`, `14000/h`, `50000/d` → messages a second; anything else → undefined. */
export function parseRate(text: string): number | undefined {
  const match = ratePattern.exec(text);
  if (!match) return undefined;
  const perSecond = Number(match[1]) / (perUnit[match[2] as string] as number);
  return perSecond > 0 ? perSecond : undefined;
}
