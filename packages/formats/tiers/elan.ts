import { parseXml } from '../xml/index.ts'
import type { ByteSource, UnpackLimits } from '../types.ts'
import { type Stretch, type Tier, TierRoom } from './tiers.ts'

interface Annotation extends Stretch {
  /** Slots of time, or the annotation whose times it has. */
  slots: [string, string] | null
  of: string | null
}

/** The tiers of a document of ELAN (EAF). */
export async function elanTiers(source: ByteSource, limits: UnpackLimits): Promise<Tier[]> {
  const room = new TierRoom(limits)
  const times = new Map<string, number>()
  const all = new Map<string, Annotation>()
  const tiers: { name: string; participant: string; parent: string; annotations: Annotation[] }[] = []
  let open: Annotation | null = null
  let isValue = false
  await parseXml(source.read(), limits, {
    open(name, attributes) {
      isValue = name === 'ANNOTATION_VALUE'
      if (name === 'TIME_SLOT') {
        room.take(0)
        const { TIME_SLOT_ID: id = '', TIME_VALUE: value } = attributes
        if (value !== undefined) times.set(id, Number(value) / 1000)
      } else if (name === 'TIER') {
        const { TIER_ID: id = '', PARTICIPANT: participant = '', PARENT_REF: parent = '' } = attributes
        tiers.push({ name: id, participant, parent, annotations: [] })
      } else if (name === 'ALIGNABLE_ANNOTATION' || name === 'REF_ANNOTATION') {
        const {
          ANNOTATION_ID: id = '',
          TIME_SLOT_REF1: from,
          TIME_SLOT_REF2: to,
          ANNOTATION_REF: of = null,
        } = attributes
        const slots: [string, string] | null = from !== undefined && to !== undefined ? [from, to] : null
        open = { begin: null, end: null, text: '', slots, of }
        all.set(id, open)
        tiers.at(-1)?.annotations.push(open)
      }
    },
    text(text) {
      if (!isValue || !open) return
      room.take(text.length)
      open.text += text
    },
    close() {
      isValue = false
    },
  })
  for (const annotation of all.values()) {
    let at: Annotation | undefined = annotation
    for (let steps = 0; at && !at.slots && at.of !== null && steps < 20; steps++) at = all.get(at.of)
    annotation.begin = times.get(at?.slots?.[0] ?? '') ?? null
    annotation.end = times.get(at?.slots?.[1] ?? '') ?? null
  }
  const named = new Map(tiers.map((tier) => [tier.name, tier]))
  const rootOf = (name: string, steps = 0): string => {
    const parent = named.get(name)?.parent ?? ''
    return parent === '' || steps > 20 ? name : rootOf(parent, steps + 1)
  }
  return tiers.map(({ name, participant, parent, annotations }) => {
    const root = rootOf(name)
    const speaker = participant || named.get(root)?.participant || root.replace(/^[a-z]{1,6}@/, '')
    return { name, speaker, isDependent: parent !== '', stretches: annotations }
  })
}
