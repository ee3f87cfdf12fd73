/** The day it is where the writer sits, as YYYY-MM-DD; `instant` in milliseconds since 1970 UTC. */
export function localDay(instant: number): string {
  const date = new Date(instant);
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
