/** A reply with `…` for what differs by reader: addresses, and the ids that servers put behind their words. */
export function impersonal(reply: string): string {
  return reply
    .replace(/<[^>]*>|\S+@\S+/g, '…')
    .replace(/\S*\d[\w-]{7,}\S*/g, '…')
    .replace(/…(?:\s*…)+/g, '…')
    .replace(/\s+/g, ' ')
    .trim();
}
