/** Which texts are right, eight a byte, the first one in the lowest bit, as base64. */
export function packAnswers(isRight: ArrayLike<boolean>): string {
  const bytes = new Uint8Array(Math.ceil(isRight.length / 8));
  for (let text = 0; text < isRight.length; text++) {
    if (isRight[text]) bytes[text >> 3] |= 1 << (text & 7);
  }
  return Buffer.from(bytes).toString('base64');
}

/** What `packAnswers` has packed, 1 for each of the texts that is right. */
export function unpackAnswers(packed: string, texts: number): Uint8Array {
  const bytes = Buffer.from(packed, 'base64');
  return Uint8Array.from({ length: texts }, (_, text) => (bytes[text >> 3] >> (text & 7)) & 1);
}
