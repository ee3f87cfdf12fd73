/** How many values one question may carry; every engine takes more. */
const most = 500;

/** `items` in pieces small enough for one statement. */
export function* inChunks<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += most) yield items.slice(start, start + most);
}
