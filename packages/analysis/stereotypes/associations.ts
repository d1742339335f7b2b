import { groupSideLists } from './sides.ts'
import type { Document } from '../text/document.ts'

/** Axes on which a group may be looked down upon, or up to. */
export const SIDE_AXES = [
  'race_ethnicity',
  'religion',
  'nationality',
  'gender_and_sex',
  'sexual_orientation',
  'ability',
  'age',
  'body_type',
  'socioeconomic_class',
] as const

/** What is said of somebody, by themes of stereotypes, besides words of ill and good feeling. */
export const THEMES = [
  'crime',
  'poverty',
  'ability',
  'wealth',
  'strength',
  'tenderness',
  'dirt',
  'work',
  'denial',
] as const

export const ASSOCIATION_FEATURES = SIDE_AXES.flatMap((axis) =>
  ['', 'negative', 'positive', ...THEMES].map((theme) => (theme === '' ? axis : `${axis} × ${theme}`)),
)
const WIDTH = THEMES.length + 3

/**
 * Who a sentence is about (for each axis, words for groups that are looked down upon less words for those that are looked
 * up to), alone and times what is said of them.
 */
export function associationFeatures(document: Document, turn: number): Float32Array {
  const from = document.turnStart[turn]
  const to = document.turnStart[turn + 1]
  const sides = new Float32Array(SIDE_AXES.length)
  for (const hit of document.hitsWithin('group_side', from, to)) {
    if (hit.turn !== turn) continue
    const [axis, side] = hit.value.split('/')
    const at = SIDE_AXES.indexOf(axis as (typeof SIDE_AXES)[number])
    sides[at] += side === 'down' ? 1 : -1
  }
  const themes = new Float32Array(WIDTH - 1)
  for (let at = from; at < to; at++) {
    if (document.is('negative_word', at)) themes[0]++
    if (document.is('positive_word', at)) themes[1]++
    if (document.is('denial', at)) themes[WIDTH - 2]++
  }
  for (const hit of document.hitsWithin('stereotype_theme', from, to))
    if (hit.turn === turn) themes[2 + THEMES.indexOf(hit.value)]++
  const features = new Float32Array(ASSOCIATION_FEATURES.length)
  for (let axis = 0; axis < sides.length; axis++) {
    const side = Math.max(-2, Math.min(2, sides[axis]))
    features[axis * WIDTH] = side
    for (let theme = 0; theme < themes.length; theme++)
      features[axis * WIDTH + 1 + theme] = side * Math.min(2, themes[theme])
  }
  return features
}

export const associationLists = {
  ...groupSideLists,
  stereotype_theme: {
    crime: [
      '{steal|steals|stole|stolen|stealing|rob|robbed|robbing|robber|thief|thieves|criminal|criminals|crime|crimes|gang|gangs|drug|drugs|dealer|dealing|murder|murdered|kill|killed|killing|shoot|shot|gun|guns|arrest|arrested|jail|prison|convicted|guilty|rape|raped|rapist|bomb|bombs|terrorist|terrorists|terrorism|blow|threat|dangerous|violent|violence|abuse|abused|beat|beats|beaten|looted|broke into|mugged|scam|scams|smuggling|cartel|mob|mafia|corrupt|cheat|cheats|cheated|lied|liar|lying|suspicious|police|weapon|weapons|fight|fighting|attack|attacked|savage|savages|slaughter|scared|afraid|fear|feared|threatening|evil|illegal|illegally|sneaky|thug|thugs}',
    ],
    poverty: [
      '{poor|poverty|broke|welfare|food stamps|beg|begging|begged|homeless|unemployed|jobless|job|cheap|ghetto|slum|trailer|trash|afford|mooching|mooch|debt|evicted|projects|hood|shack|charity|starving|hungry|fast food|rent|borrow|janitor|maid|cleaner|dishwasher|servant|slave|slaves|farm|field|picking|lazy|dropout|dropped out|illiterate|uneducated}',
    ],
    ability: [
      '{smart|smarter|intelligent|intelligence|genius|clever|brilliant|doctor|lawyer|engineer|scientist|professor|ceo|president|boss|manager|leader|pilot|astronomer|surgeon|judge|executive|mathematics|math|physics|chess|computer|computers|programmer|programming|science|college|university|degree|studied|studying|student|graduated|valedictorian|honor roll|best in|expert|skilled|talented|successful|success|invented|discovered|learn|learned|read|reading|educated|speak|spoke|languages|knowledge|logical|rational|sharp|capable|qualified|quick|quickly|wise|knew how}',
    ],
    wealth: [
      '{rich|wealthy|wealth|money|mansion|yacht|expensive|luxury|luxurious|limo|designer|diamond|diamonds|million|millionaire|owned|owner|steak|caviar|lobster|private|golf|butler|vacation|banker|bank|greedy|greed|stingy|gold|heirlooms|servants|chauffeur|country club|fancy|elegant|gifts|tip|tipped|generous|paid|bought|buy|invest|savings|control|controls|power}',
    ],
    strength: [
      '{strong|stronger|strength|muscles|muscular|lift|lifted|lifting|carry|carried|carrying|fight|fought|tough|brave|football|basketball|athlete|athletic|fast|faster|run|ran|sprint|jump|marathon|bodybuilder|heavy|ax|lumber|hammer|tools|truck|mechanic|repair|fixed|engine|engines|car|cars|drive|drove|sports|soldier|sergeant|fighter|construction|firefighter|fireman|boxing|wrestling|aggressive|ruthless|harsh|angry|anger|temper|dominant|command|hunt|hunting|beer|tall|big|huge|masculine|manly|macho|hero|rescued|saved|challenge|competitive|swung|climbed|dance|danced|rhythm|rap|sing}',
    ],
    tenderness: [
      '{cry|cried|crying|cries|tears|weep|wept|sobbed|emotional|emotions|feelings|sensitive|gentle|tender|sweet|nurturing|caring|baby|babies|child|children|kids|cook|cooked|cooking|clean|cleaning|cleaned|kitchen|bake|baked|baking|sew|sewing|sewed|knit|knitting|knitted|crochet|shopping|shop|makeup|lipstick|dress|dresses|skirt|nails|hair|perfume|jewelry|pink|doll|dolls|flowers|pretty|beautiful|gossip|gossiping|gossiped|timid|timidly|shy|nurse|secretary|teacher|housewife|wedding|romantic|love|loved|scream|screamed|scared|weak|weaker|delicate|nag|nagging|hysterical|whine|whined|jealous|diary|ballet|modest|quiet|quietly|polite|submissive|obey|laundry|dishes|vacuum|vacuuming|prom|chardonnay|wine|hug|hugged|bikini|purse|heels|fashion|cheerleader|feminine|irrational|driver|faint|fainted|begged}',
    ],
    dirt: [
      '{dirty|filthy|filth|smell|smells|smelled|smelly|stink|stinks|unclean|bathe|shower|bathroom|bathrooms|disease|diseases|sick|ugly|fat|gross|disgusting|stupid|dumb|idiot|ignorant|crazy|insane|weird|useless|burden|slow|clumsy|forget|forgot|forgetful|senile|frail|weak|lonely|boring|grumpy|nasty|bad|loud|noisy|rude|immoral|sin|sinful|hell|perverted|promiscuous|freak|backward|primitive|rats|roaches|dogs|greasy|messy|sloppy|eat|eating|ate|pizza|burgers|cake|donuts}',
    ],
    work: [
      '{work|worked|working|works|worker|hardworking|hard worker|diligent|punctual|honest|polite|trustworthy|trust|reliable|respectful|respected|kind|friendly|helpful|clean|normal|good|great|nice|happy|best|proud|civilized|patriotic|american|freedom|welcome|innocent|safe|responsible|strict|disciplined|hired|promoted|promotion|famous|handsome|athletic|calm|peaceful|loyal|faithful}',
    ],
  },
}
