/**
 * An address as its owner recognises it and nobody else learns it: the first letter of each side and the last
 * label, `r•••@e•••.org`; always as many dots.
 */
export function maskAddress(address: string): string {
  const at = address.lastIndexOf('@');
  const [local, domain] = [address.slice(0, at), address.slice(at + 1)];
  const top = domain.slice(domain.lastIndexOf('.'));
  return `${first(local)}•••@${first(domain)}•••${top}`;
}

function first(text: string): string {
  return [...text][0] ?? '';
}
