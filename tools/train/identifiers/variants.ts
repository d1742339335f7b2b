import { labelOf, type GoldSpan, type Sample } from './corpus.ts'
import type { Fillers } from './fillers.ts'

const isLower = (text: string): boolean => text === text.toLowerCase() && text !== text.toUpperCase()

/** Something of the same kind and form in place of what a span has. */
export function fillLike(text: string, type: string, fillers: Fillers, random: () => number): string {
  const filled = fill()
  return isLower(text) ? filled.toLowerCase() : filled

  function fill(): string {
    const label = labelOf(type)
    if (type === 'SCHOOL') return fillers.school()
    if (label === 'name') {
      const words = text.trim().split(/\s+/).length
      return words > 1 ? fillers.person() : random() < (type === 'LAST' ? 0 : 0.65) ? fillers.first() : fillers.last()
    }
    if (label === 'organisation') return fillers.company()
    if (label === 'location') return random() < 0.8 ? fillers.city() : fillers.country()
    if (label !== 'address') return text
    if (!/\p{L}{2}/u.test(text)) return text.replace(/\d/g, () => String(Math.floor(random() * 10)))
    if (/^(?:suite|apt|apartment|unit|flat)\b[^\n,]{0,8}$/i.test(text))
      return text.replace(/\d/g, () => String(Math.floor(random() * 10)))
    return /[\n,]/.test(text) ? fillers.address() : fillers.street()
  }
}

/** The sample with other names, towns, companies and addresses in it. */
export function refill(sample: Sample, fillers: Fillers, random: () => number): Sample {
  const turns = [...sample.turns]
  const spans = sample.spans.map((list, at) => {
    let text = ''
    let done = 0
    const moved: GoldSpan[] = []
    const before = turns[at].text
    for (const { start, end, type } of list.toSorted((a, b) => a.start - b.start)) {
      if (start < done) continue
      text += before.slice(done, start)
      const filled = fillLike(before.slice(start, end), type, fillers, random)
      moved.push({ start: text.length, end: text.length + filled.length, type })
      text += filled
      done = end
    }
    turns[at] = { ...turns[at], text: text + before.slice(done) }
    return moved
  })
  return { ...sample, turns, spans }
}

/** The sample in lower case, where that keeps offsets. */
export function lowered(sample: Sample): Sample {
  return {
    ...sample,
    turns: sample.turns.map((turn) => {
      const lower = turn.text.toLowerCase()
      return lower.length === turn.text.length ? { ...turn, text: lower } : turn
    }),
  }
}
