import type { RecipientScript } from './script.ts';

interface Recipient {
  readonly address: string;
  readonly script: RecipientScript;
  /** Whether it was agreed to; a refused one matters only where its script asks for the message all the same. */
  readonly agreed: boolean;
}

/** From an agreed MAIL to the answer that ends it. */
export class Transaction {
  readonly sender: string;
  /** `BODY=8BITMIME` or `BINARYMIME` was said. */
  readonly eightBits: boolean;
  readonly #recipients: Recipient[] = [];
  readonly #chunks: string[] = [];
  /** How the message comes, once its first byte may. */
  by: 'DATA' | 'BDAT' | undefined;
  /** A BDAT was refused, or the last one came: no other may follow. */
  isOver = false;

  constructor(sender: string, eightBits: boolean) {
    this.sender = sender;
    this.eightBits = eightBits;
  }

  add(recipient: Recipient): void {
    this.#recipients.push(recipient);
  }

  addChunk(bytes: string): void {
    this.#chunks.push(bytes);
  }

  get message(): string {
    return this.#chunks.join('');
  }

  get to(): readonly string[] {
    return this.#recipients.filter(({ agreed }) => agreed).map(({ address }) => address);
  }

  /** The first recipient's script decides what becomes of the message. */
  get script(): RecipientScript {
    return (this.#recipients.find(({ agreed }) => agreed) ?? this.#recipients[0])?.script ?? {};
  }
}
