// UTF-8 that was read as Windows-1252 shows each byte as one character. Turning those characters back into bytes and
// finding valid UTF-8 there is proof enough for three and four bytes (‘â€™’); two bytes (‘Ã©’) also occur in real text,
// so they are repaired only where every character beyond ASCII belongs to such a sequence.

const HIGH = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'
const CONTINUATION = `[\u0080-\u00bf${HIGH}]`
const LONG = new RegExp(`[\u00e0-\u00ef]${CONTINUATION}{2}|[\u00f0-\u00f4]${CONTINUATION}{3}`, 'g')
const ANY = new RegExp(`[\u00c2-\u00df]${CONTINUATION}|${LONG.source}`, 'g')
const LEAD = /[\u00c2-\u00f4]/
// oxlint-disable-next-line no-control-regex
const BEYOND_ASCII = /[^\u0000-\u007f]/

const BYTE = new Map<string, number>(Array.from(HIGH, (character, i) => [character, 0x80 + i]))
const decoder = new TextDecoder('utf-8', { fatal: true })

/** Repairs text that was encoded as UTF-8 and decoded as Windows-1252, where that is certain; else returns it as it is. */
export function repairMojibake(text: string): string {
  if (!LEAD.test(text)) return text
  const mixed = BEYOND_ASCII.test(text.replace(ANY, (run) => (decode(run) === null ? run : '')))
  return text.replace(mixed ? LONG : ANY, (run) => decode(run) ?? run)
}

function decode(run: string): string | null {
  const bytes = Uint8Array.from(run, (character) => BYTE.get(character) ?? character.charCodeAt(0))
  try {
    return decoder.decode(bytes)
  } catch {
    return null
  }
}
