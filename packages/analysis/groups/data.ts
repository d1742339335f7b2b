import { phrases, type PhraseList } from '../text/phrases.ts'
import { ability } from './words/ability.ts'
import { age } from './words/age.ts'
import { bodyType } from './words/body-type.ts'
import { characteristics } from './words/characteristics.ts'
import { cultural } from './words/cultural.ts'
import type { AxisWords, GroupWords } from './words/form.ts'
import { genderAndSex } from './words/gender.ts'
import { nationality } from './words/nationality.ts'
import { politicalIdeologies } from './words/political.ts'
import { raceEthnicity } from './words/race-ethnicity.ts'
import { religion } from './words/religion.ts'
import { sexualOrientation } from './words/sexual-orientation.ts'
import { socioeconomicClass } from './words/socioeconomic.ts'

/** The groups of each axis and the words for them. Written for TechDeck; a group is named by its own name, never by the words. */
export const GROUPS = {
  ability,
  age,
  body_type: bodyType,
  characteristics,
  cultural,
  gender_and_sex: genderAndSex,
  nationality,
  political_ideologies: politicalIdeologies,
  race_ethnicity: raceEthnicity,
  religion,
  sexual_orientation: sexualOrientation,
  socioeconomic_class: socioeconomicClass,
} satisfies Record<string, AxisWords>

/** Every group's words of one kind, under `axis/group`. */
function wordsOf(kind: keyof GroupWords): Record<string, string[]> {
  const lists: Record<string, string[]> = {}
  for (const [axis, groups] of Object.entries<AxisWords>(GROUPS))
    for (const [group, words] of Object.entries(groups)) {
      const patterns = words[kind]?.split(';').map(patternOf)
      if (patterns) lists[`${axis}/${group}`] = patterns
    }
  return lists
}

/** A hyphen between words may be a space as well. */
const patternOf = (words: string): string =>
  words
    .trim()
    .split(/(\{[^}]*\})/)
    .map((part) => (part.startsWith('{') ? part.replaceAll('-', ' - ') : part.replaceAll('-', ' {-|} ')))
    .join('')

const TENS = ['twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety']
const ONES = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine']
const UNDER_TWENTY = 'ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(' ')

const inWords = (n: number): string => {
  if (n < 10) return ONES[n - 1]
  if (n < 20) return UNDER_TWENTY[n - 10]
  const tens = TENS[Math.floor(n / 10) - 2]
  return n % 10 === 0 ? tens : `${tens} - ${ONES[(n % 10) - 1]}`
}

/** Ages from `from` to below `to` years, in digits and words, as alternatives of one place. */
function years(from: number, to: number): string {
  const ages = Array.from({ length: to - from }, (_, at) => from + at)
  return ages.flatMap((n) => (n < 100 ? [`${n}`, inWords(n)] : [`${n}`])).join('|')
}

const aged = (from: number, to: number): string[] => [
  `{${years(from, to)}} - year - old`,
  `{${years(from, to)}} - years - old`,
]

export const groupLists = {
  group_sure: wordsOf('sure'),
  group_said: wordsOf('said'),
  group_open: wordsOf('open'),
  /** Endings of compound words, and the axis of what they make. */
  group_ending: {
    'body_type/hair': ['- {haired|bearded|headed|whiskered|stubbled|browed|eyebrowed|maned|locked}'],
    'body_type/skin': ['- {skinned|complexioned|complected|cheeked|toothed|scarred|inked|freckled}'],
    'body_type/eyes': ['- {eyed|lashed}'],
    'body_type/other': [
      '- {bodied|legged|faced|chested|bellied|waisted|hipped|framed|shouldered|nosed|lipped|chinned|breasted|eared|necked|boned|bottomed|limbed|fingered|looking|sized|proportioned|statured|built|dressed|groomed}',
    ],
    'characteristics/immigration': ['- {born|generation}'],
    'characteristics/addiction': ['- {addicted|dependent|abusing}'],
    'characteristics/handedness': ['- {handed|footed}'],
    'nationality/american': ['- {american|americans}'],
    'ability/disabled': ['- {impaired|disabled|abled}'],
    'cultural/causes': ['- {loving|hating|owning|denying}'],
    'political_ideologies/center_or_other': ['- {leaning|voting|supporting}'],
    'gender_and_sex/non_binary': ['- {conforming|presenting|gendered|gender}'],
    'sexual_orientation/queer': ['- {sexual|romantic|attracted}'],
    'socioeconomic_class/education': ['- {educated|schooled}'],
    'socioeconomic_class/middle': ['- {income|class}'],
    'religion/religious': ['- {worshipping|believing|fearing}'],
  },
  /** Beginnings of compound words. */
  group_beginning: { 'cultural/causes': ['{anti|pro} -'] },
  group_aged: {
    'age/young': aged(1, 40),
    'age/middle_aged': aged(40, 65),
    'age/old': aged(65, 111),
  },
  group_stop: phrases(
    'white {noise|wine|lie|house|board|paper|bread|rice|knuckle|knuckling}',
    'black {out|outs|market|and blue|coffee|friday|hole|sheep|mold|eye}',
    '{how|years|year|months|days|weeks} old',
    'old {school|habits|days|friend|friends|boyfriend|girlfriend|boss|coworker|colleague|roommate|therapist|self}',
    'my old {man|lady}',
    'short {term|time|cut|version|story|notice}',
    'straight {forward|away|up|to|line|face|into|out|home}',
    'poor {thing|choice|choices|decision|sleep|job|diet}',
    'the poor {guy|man|woman|kid|girl|boy|thing|baby|dog}',
    'native language',
    'blind {spot|date|spots}',
    'mixed {feelings|bag|up|messages|signals|emotions}',
    'high school senior',
    'senior year',
    'a senior',
    'senior in',
    'christian {bale|dior}',
    'big {boy|girl} {pants|now|}',
    '{better|stronger|older|younger|bigger} than',
    'big {brother|sister|fan|deal}',
    '{little|older|younger|elder|big|oldest|youngest} {brother|sister|sibling|son|daughter|cousin}',
    'crazy {people|person|guy|lady|kid|kids}',
    'sick {kid|kids|child|children|people|person|parent|mother|father|mom|dad}',
    '{stop|cut} smoking',
    'single {person|one|time|day|child|parent in}',
    '{small|large|big|tiny|strong|active|professional|skilled|tight} {group|family|families|community|communities|therapist|worker|workers}',
  ),
} satisfies Record<string, PhraseList>

/** Endings of single words that no list holds, before a noun for people. */
export const WORD_ENDINGS: readonly (readonly [ending: string, value: string])[] = [
  ['sexual', 'sexual_orientation/queer'],
  ['romantic', 'sexual_orientation/asexual'],
  ['gender', 'gender_and_sex/non_binary'],
  ['gendered', 'gender_and_sex/non_binary'],
  ['plegic', 'ability/mobility'],
  ['aholic', 'characteristics/addiction'],
  ['phobic', 'cultural/causes'],
  ['theist', 'religion/other'],
  ['theistic', 'religion/other'],
  ['tarian', 'characteristics/other'],
  ['divergent', 'ability/neurodivergent'],
]

export const groupSets = {
  person_noun:
    'man men woman women person people guy guys girl girls boy boys lady ladies gentleman gentlemen kid kids child children baby babies toddler male males female females friend friends parent parents mother mothers father fathers mom moms mum dad dads couple couples family families folk folks client clients patient patients student students veteran veterans individual individuals community communities neighbor neighbors neighbour neighbours coworker colleague boss therapist son daughter brother sister husband wife grandmother grandfather grandma grandpa grandparent grandparents sibling dude bro teenager teenagers teen teens adult adults worker workers citizen citizens voter voters bloke chick uncle aunt nephew niece cousin roommate partner boyfriend girlfriend spouse human humans immigrant immigrants american americans youth refugee refugees',
  /** Words that say of the person before them what follows: "I'm", "she is". */
  says_of: "i'm im you're he's she's we're they're who's being",
  article: 'a an',
  /** People of whom an unknown word after an article says what they are; what follows tells nothing of a group. */
  described: 'man woman person guy parent friend girl boy lady kid',
  plain_adjective:
    'absent abusive adventurous aggressive amazing ambitious angry another antisocial anxious arrogant assertive attentive authentic available average awesome awful bad bag balanced best better birthday bitter boring boyfriend brave broken busy cable calm capable careful careless caring certain chair changed chatty childhood childish clean clever close closed closest cold college committed compassionate competent complex complicated con concerned confident consistent controlling cool creative critical curious current damaged dangerous dear decent dedicated delivery dependent devoted different difficult dirty disapproving dishonest disorganized disrespectful distant dream driven dysfunctional easy emotional empathetic evening evil ex exciting experienced failed faithful fake family famous fearful fellow few fire first fisher flexible forgiving former free friendly front fun funny garbage generous gentle genuine girlfriend giving good grateful great greedy grown gun happy hard hardworking harsh helpful high hit honest horrible horrid hot humble hurt ideal imaginary immature impatient imperfect important incompetent independent insecure insensitive intelligent interesting internet involved irresponsible jealous judgmental kind last lazy lenient licensed lifelong likable likeable local logical lone lonely lonesome longtime lost loud lovable lovely loving loyal lucky mad mail mature mean messy morning motivated mutual mystery narcissistic nasty natural neat negative nervous new next nice night nonjudgmental normal objective odd online open optimistic ordinary organized other outgoing overprotective own particular party passive patient pen perfect pessimistic phony pleasant police polite popular positive possessive potential practical present private prospective proud public qualified quiet random rational real realistic reasonable regular relatable relaxed reliable repair reserved respectful responsible right rigid rude sad safe sales same school seasoned second selfish selfless sensitive serious several sex sharing shy significant silly simple sincere single smart social special specific spontaneous stable strange stranger straw stressed strict stubborn stupid successful supportive sweet sympathetic talkative terrible third thoughtful thoughtless top tough toxic true trusted trustworthy typical unavailable understanding unfaithful unforgiving unfriendly ungrateful unhappy unhelpful unique unlucky unmotivated unpleasant unpopular unreasonable unreliable unstable unsupportive unusual useful useless vile violent virtual warm weird whole wise wonderful work worried worthless worthy wrong yes',
  person_subject: 'i you he she we they who',
  copula: 'am is are was were be been',
  softener: 'so very totally also openly half part actually just really legally completely not',
} satisfies Record<string, string>
