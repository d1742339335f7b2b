import { parseXml } from '../xml/index.ts'
import type { ByteSource, UnpackLimits } from '../types.ts'
import { type Stretch, type Tier, TierRoom } from './tiers.ts'

/** Characters of events that are put together. */
const LONGEST = 10_000

/** The tiers of a basic transcription of EXMARaLDA: `t` holds what is said, `a` and `d` what is said about it. */
export async function exmaraldaTiers(source: ByteSource, limits: UnpackLimits): Promise<Tier[]> {
  const room = new TierRoom(limits)
  const times = new Map<string, number>()
  const places = new Map<string, number>()
  const names = new Map<string, string>()
  const tiers: (Tier & { id: string; type: string; spans: { from: string; to: string; text: string }[] })[] = []
  let speaker = ''
  let inside = ''
  let text = ''
  await parseXml(source.read(), limits, {
    open(name, attributes) {
      inside = name
      text = ''
      if (name === 'speaker') speaker = attributes['id'] ?? ''
      else if (name === 'tli') {
        const { id = '', time } = attributes
        room.take(0)
        places.set(id, places.size)
        if (time !== undefined && time !== '') times.set(id, Number(time))
      } else if (name === 'tier') {
        const { speaker: id = '', type = 't', category = '' } = attributes
        const own = attributes['display-name'] ?? category
        tiers.push({ id, name: own, speaker: id, type, isDependent: type !== 't', stretches: [], spans: [] })
      } else if (name === 'event') {
        const { start: from = '', end: to = '' } = attributes
        tiers.at(-1)?.spans.push({ from, to, text: '' })
      }
    },
    text(piece) {
      room.take(piece.length)
      if (inside === 'abbreviation') text += piece
      const last = tiers.at(-1)?.spans.at(-1)
      if (inside === 'event' && last) last.text += piece
    },
    close(name) {
      if (name === 'abbreviation' && text.trim() !== '') names.set(speaker, text.trim())
      inside = ''
    },
  })
  // Where nothing was aligned, the places of the timeline tell the order.
  const at = (id: string) => times.get(id) ?? (times.size === 0 ? (places.get(id) ?? null) : null)
  return tiers
    .filter(({ type }) => type === 't')
    .map(({ id, name, isDependent, spans }) => {
      const ordered = spans.toSorted((a, b) => (places.get(a.from) ?? 0) - (places.get(b.from) ?? 0))
      const stretches = joined(ordered).map((span): Stretch => {
        const { from, to } = span
        return { begin: at(from), end: at(to), text: span.text }
      })
      return { name, speaker: names.get(id) ?? (id || unbracketed(name)), isDependent, stretches }
    })
}

/** `Anna [v]` is what Anna says. */
const unbracketed = (name: string): string =>
  name.endsWith(']') && name.includes('[') ? name.slice(0, name.indexOf('[')).trimEnd() : name

/** What one says is cut wherever another begins or something is said about it. */
function joined<T extends { from: string; to: string; text: string }>(spans: readonly T[]): T[] {
  const turns: T[] = []
  for (const span of spans) {
    const last = turns.at(-1)
    const isOver = last === undefined || last.to !== span.from || /[.?!…˙]["')\]]*\s*$/.test(last.text)
    if (isOver || last.text.length > LONGEST) turns.push({ ...span })
    else {
      last.text += span.text
      last.to = span.to
    }
  }
  return turns
}
