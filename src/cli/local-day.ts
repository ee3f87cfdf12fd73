/** The day it is where the writer sits, as YYYY-MM-DD; `instant` in milliseconds since 1970 UTC. */
export function localDay(instant: number): string {
  const date = new Date(instant);
  return `${date.getFullYear()}-${twoDigits(date.getMonth() + 1)}-${twoDigits(date.getDate())}`;
}

/** The minute it is there, as `2026-12-01 09:30`. */
export function localMinute(instant: number): string {
  const date = new Date(instant);
  return `${localDay(instant)} ${twoDigits(date.getHours())}:${twoDigits(date.getMinutes())}`;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
