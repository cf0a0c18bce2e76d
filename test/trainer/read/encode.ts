/** The text in an encoding that `TextDecoder` knows, of one or two bytes a character. A character that it lacks is a `?`. */
export function encode(encoding: string, text: string): Uint8Array {
  if (encoding === 'utf-8') return Buffer.from(text);
  if (encoding === 'utf-16le') return Buffer.from(text, 'utf16le');
  if (encoding === 'utf-16be') return Buffer.from(text, 'utf16le').swap16();
  const codes = codesOf(encoding, new Set(text));
  return Buffer.concat([...text].map((character) => codes.get(character) ?? Buffer.from('?')));
}

function codesOf(encoding: string, wanted: ReadonlySet<string>): Map<string, Buffer> {
  const decoder = new TextDecoder(encoding);
  const codes = new Map<string, Buffer>();
  const learn = (code: Buffer) => {
    const character = decoder.decode(code);
    if (wanted.has(character) && !codes.has(character)) codes.set(character, code);
  };
  for (let byte = 0; byte < 256; byte++) learn(Buffer.of(byte));
  if (codes.size === wanted.size) return codes;
  for (let lead = 0x81; lead < 255; lead++)
    for (let trail = 0x40; trail < 255; trail++) learn(Buffer.of(lead, trail));
  return codes;
}
