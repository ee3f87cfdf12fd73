/**
 * A token as it stands in a mail address or a subject: the same bytes in base32 (RFC 4648 s.6), in small letters
 * and without padding. Capitals carry nothing, as some systems on the way write local parts small, although only
 * the receiver may (RFC 5321 s.2.4); no character of it needs quoting in an address, encoding in a `mailto:` or an
 * encoded word in a subject.
 */
export function mailToken(token: string): string {
  return toBase32(Buffer.from(token, 'base64url'));
}

/** The token behind its written form, whatever became of its capitals; nothing for what none is written like. */
export function tokenFromMail(written: string): string | undefined {
  const small = written.toLowerCase();
  const bytes = fromBase32(small);
  // The last character may hold bits to spare: one spelling of each token is enough.
  return bytes && toBase32(bytes) === small ? bytes.toString('base64url') : undefined;
}

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';

function toBase32(bytes: Buffer): string {
  let [text, held, bits] = ['', 0, 0];
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfff;
    for (bits += 8; bits >= 5; bits -= 5) text += alphabet[(held >> (bits - 5)) & 31];
  }
  return bits > 0 ? text + alphabet[(held << (5 - bits)) & 31] : text;
}

function fromBase32(text: string): Buffer | undefined {
  const bytes: number[] = [];
  let [held, bits] = [0, 0];
  for (const letter of text) {
    const value = alphabet.indexOf(letter);
    if (value < 0) return undefined;
    held = ((held << 5) | value) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((held >> bits) & 255);
  }
  return Buffer.from(bytes);
}
