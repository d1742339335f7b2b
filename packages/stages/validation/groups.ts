import type { Finding, Turn } from '@techdeck/contracts'
import { toUnits } from '../offsets.ts'

// Words for the same group are counted under one name, and the many that are rare under `other`: so the figures of a
// data set stay small whatever is in it, and no word of a conversation gets into them.

const VALUES: { readonly [axis: string]: readonly (readonly [name: string, stem: RegExp])[] } = {
  age: [
    ['young', /young|youth|teen|adolescen|tween|kids|gen z/],
    ['old', /old|elder|senior|geriatric|pension|retire|boomer|octogen/],
    ['middle_aged', /middle|something$/],
  ],
  gender: [
    ['transgender', /trans|^mtf|^ftm/],
    ['non_binary', /binary|queer|fluid|agender|bigender|enby|^nb$|two . spirit|androg|nonconform/],
    ['women', /wom[ae]n|female|femin|femme/],
    ['men', /\bm[ae]n\b|\bmale|mascul/],
  ],
  race_ethnicity: [
    ['black', /black|african/],
    ['white', /white|caucasian|european/],
    ['hispanic', /latin|hispanic|chican/],
    ['asian', /asian|desi|pacific/],
    ['indigenous', /native|indian|indigenous|aborigin|first nation|inuit|m[aā]ori/],
    ['middle_eastern', /arab|eastern|kurd/],
    ['mixed', /racial|mixed/],
  ],
  religion: [
    ['muslim', /m[ou]sl[ei]m|islam|sunni|shia/],
    ['jewish', /jew/],
    [
      'christian',
      /christ|catholic|protest|evangel|mormon|witness|baptist|method|luther|pentec|quaker|amish|orthodox|born/,
    ],
    ['hindu', /hindu/],
    ['buddhist', /buddh/],
    ['sikh', /sikh/],
    ['non_religious', /athe|agnos|secular|non|believer/],
    ['religious', /religious|spiritual|devout/],
  ],
  sexual_orientation: [
    ['gay', /gay|homosex/],
    ['lesbian', /lesb/],
    ['bisexual', /^bi|pan/],
    ['asexual', /asex|^ace|demi|arom/],
    ['queer', /queer|lgbt/],
    ['straight', /straight|heterosex/],
  ],
  disability: [
    ['deaf', /deaf|hearing/],
    ['blind', /blind|sight|vision|visual/],
    ['wheelchair', /wheelchair|plegic|paraly|ampute|limb|legged|armed/],
    ['autistic', /autis|neuro/],
    ['psychiatric', /schizo|bipolar|psychot|mental|insane|crazy|depress|adhd/],
    ['addiction', /alcohol|addict/],
    ['intellectual', /retard|intellect|learning|down|special/],
    ['disabled', /disab|handicap|cripp/],
  ],
  nationality: [
    ['immigrant', /migrant|foreign|refugee|asylum|alien|undocument|expat|deport/],
    ['mexican', /mexic/],
    ['chinese', /chin/],
    ['indian', /india/],
    ['american', /americ/],
  ],
  socioeconomic: [
    ['homeless', /homeless/],
    ['unemployed', /unemploy|jobless|welfare/],
    ['poor', /poor|low|impover|working|broke|trailer/],
    ['wealthy', /rich|wealth|affluent|upper|trust|privile/],
    ['veteran', /veteran|military/],
    ['single_parent', /single/],
    ['formerly_incarcerated', /con$|felon|incarcer|convict/],
  ],
  body: [
    ['fat', /weight|obese|plus|fat|chub|heav|curv/],
    ['thin', /thin|skinny|slim|under/],
  ],
  political: [
    ['left', /left|liberal|democrat|social|commun|femin/],
    ['right', /right|conserv|republic|trump|libert/],
  ],
}

const AXIS_NAMES = new Set(Object.keys(VALUES))

/** The groups that clients' turns mention, as `axis/value`, each once. */
export function groupsOf(turns: readonly Turn[], findings: readonly Finding[]): string[] {
  const groups = new Set<string>()
  for (const { turn: index, category, start, end } of findings) {
    const turn = turns[index]?.index === index ? turns[index] : turns.find((other) => other.index === index)
    if (!turn || turn.role !== 'client' || !AXIS_NAMES.has(category)) continue
    const unit = toUnits(turn.text)
    groups.add(`${category}/${valueOf(category, turn.text.slice(unit(start), unit(end)).toLowerCase())}`)
  }
  return [...groups].toSorted()
}

const valueOf = (axis: string, words: string): string =>
  VALUES[axis].find(([, stem]) => stem.test(words))?.[0] ?? 'other'
