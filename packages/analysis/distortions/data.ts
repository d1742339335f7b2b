import type { PhraseList } from '../text/phrases.ts'

/** Ways of thinking that cognitive therapy names, and two that say that a thought is none of them. */
export const DISTORTIONS = [
  'all-or-nothing thinking',
  'blaming',
  'catastrophizing',
  'comparing',
  'disqualifying the positive',
  'emotional reasoning',
  'fortune telling',
  'labeling',
  'mental filter',
  'mind reading',
  'negative feeling',
  'not distorted',
  'overgeneralizing',
  'personalizing',
  'should statements',
] as const
export type Distortion = (typeof DISTORTIONS)[number]

/** Wording that often goes with them. Written for TechDeck; no text of a questionnaire or textbook. */
export const distortionLists = {
  distortion: {
    'all-or-nothing thinking': [
      '{completely|totally|absolutely|utterly|entirely} {useless|worthless|alone|ruined|pointless|wrong|failed|hopeless|incompetent|lost|unlovable}',
      "{perfect|perfectly|flawless|complete failure|total failure|total loser|all or nothing|either|100 %|no point|nothing matters|pointless|might as well|unless i|if i am not|if i'm not|if i don't|if i can't}",
      '{everything|nothing} {is|was|will be|goes|has been|i do} {wrong|ruined|bad|terrible|hopeless|good enough|perfect|over|right}',
      '{not|never} good enough',
    ],
    blaming: [
      "{it's|it is|this is|that's|it was|this was} {his|her|their|your|all his|all her|all their|my boss's|my mother's|my parents'|somebody else's|someone else's} fault",
      '{he|she|they|you} {made|make|makes|ruined|ruins|drove|caused|forced|did} {me|my|this|it|everything}',
      '{because of|thanks to} {him|her|them|you|his|their}',
      '{blame|blames|to blame|responsible for my|fault of}',
    ],
    catastrophizing: [
      "{disaster|catastrophe|catastrophic|nightmare|end of the world|worst|horrible|terrible|awful|unbearable|devastating|fatal|doomed|ruined|ruin|destroyed|dying|die|death|fired|homeless|never recover|can't stand|cannot stand|can't take|can't handle|can't cope|fall apart|falls apart|go crazy|heart attack|cancer|over for me}",
      'what if',
    ],
    comparing: [
      '{everyone|everybody|others|other people|they|he|she|my sister|my brother|my friends|all my friends} {else|} {is|are|has|have|can|does|do|seems|seem|look|looks} {so much|much|all|already|} {better|smarter|happier|prettier|more|ahead|successful|married|thinner|richer|further|faster|together|normal}',
      '{compared to|compare myself|unlike everyone|than me|than i am|as good as|as smart as|as pretty as|as successful as|behind everyone|behind my|left behind|better than me|inferior}',
    ],
    'disqualifying the positive': [
      "{doesn't count|does not count|don't count|didn't count|just luck|just lucky|got lucky|was lucky|only luck|pure luck|fluke|anyone could|anybody could|any idiot could|everyone could|no big deal|nothing special|just being nice|just being polite|only being nice|only said that|only saying that|just saying that|don't deserve|doesn't mean anything|wasn't that good|could have been better|not really|feel sorry for me|out of pity}",
    ],
    'emotional reasoning': [
      '{i|i just} {feel|felt} {like|so|that|} {a failure|stupid|guilty|worthless|hopeless|useless|ugly|a burden|unloved|inadequate|afraid|alone|anxious|overwhelmed|dumb|inferior|scared|rejected|a fraud|lost|bad} {so|therefore|and so|which means|, so}',
      '{so it must|it must be true|must be true|i must be|so i must|it feels like|feels like|feel like|feel that|i feel|i just feel|i just know}',
    ],
    'fortune telling': [
      "{i'll|i will|i'm going to|i am going to|i'm gonna|it'll|it will|he'll|she'll|they'll|they will|we'll|this will|it's going to|it is going to|nothing will|things will} {never|always|probably|definitely|end up|be|fail|lose|get|not|leave|hate|die|miss|have|go|only|just}",
      "{won't|will not|never going to|will never|going to fail|no chance|no hope|bound to|there's no way|no way|no future|never find|never be|never get|never have|never change}",
    ],
    labeling: [
      "{i'm|i am|he's|he is|she's|she is|they're|they are|you're|what|such|being|just} {just|really|such|} {a|an} {total|complete|real|big|huge|terrible|bad|horrible|awful|lazy|stupid|worthless|useless|selfish|} {failure|loser|idiot|jerk|fool|fraud|burden|coward|liar|monster|mess|moron|screwup|screw - up|disappointment|person|mother|father|parent|friend|mom|wife|husband|freak|weirdo|slob|bitch|cheater|psycho|disgrace|joke|waste|embarrassment|nobody|thief}",
      "{i'm|i am} {so|just|really|too|such|} {stupid|dumb|worthless|useless|pathetic|lazy|weak|ugly|unlovable|incompetent|crazy|selfish|broken|inadequate|defective|boring|disgusting|hopeless|fat|weird}",
      '{loser|failure|idiot|jerk|stupid|worthless|pathetic|useless|lazy|selfish|incompetent}',
    ],
    'mental filter': [
      "{all i can think about|all i can see|only see|can't stop thinking about|keep thinking about|keep replaying|only remember|nothing good|nothing but|the only thing|one mistake|one bad|only bad|ruined the whole|ruins everything|ruined everything|focus on|dwell on|what went wrong}",
    ],
    'mind reading': [
      "{they|he|she|everyone|everybody|people|others|my boss|my friends|my wife|my husband|my boyfriend|my girlfriend|my mom|the teacher|my coworkers|nobody|no one} {all|just|probably|must|really|will|would|} {think|thinks|thought|hate|hates|judge|judges|judging|laughing|laugh|know|knows|doesn't like|don't like|don't care|doesn't care|does not care|does not love|doesn't love|wants|want|likes|like|believes|feels|cares|dislike|dislikes|ignoring|angry|mad}",
      "{thinks i|think i|think i'm|thinks i'm|thinking i|they must|he must|she must|hates me|hate me|mad at me|angry at me|angry with me|judging me|laughing at me|talking about me|against me|doesn't love me|doesn't like me|doesn't want me|tired of me|sick of me|looking at me|avoiding me|ignoring me|disappointed in me|bored with me}",
    ],
    'negative feeling': [
      "{i'm|i am|i feel|i felt|i was|feeling|makes me|made me|i get|i'm so|i feel so} {so|really|very|just|} {sad|angry|upset|frustrated|annoyed|anxious|scared|nervous|worried|lonely|hurt|depressed|mad|disappointed|stressed|miserable|unhappy|afraid|furious|irritated|embarrassed|ashamed|jealous|exhausted|tired|overwhelmed}",
      '{this sucks|i hate this|i hate it|so annoying|so frustrating|so unfair}',
    ],
    'not distorted': [
      "{i can|i could|i will try|i'll try|it's okay|it is okay|it's ok|it happens|next time|maybe|i should be able|hopefully|i need to call|i'll call|i'll ask|let me|i have to fix|i'll fix|i'll have to|these things happen|no problem|that's life|it's normal|everyone makes mistakes|it could be|i wonder|good thing|i can still|i am lucky|i'm glad|glad}",
    ],
    overgeneralizing: [
      '{always|never|everyone|everybody|nobody|no one|everything|nothing|every time|all the time|every single|anything|anyone|nowhere|everywhere|all men|all women|all people|people always|this always|why does this always|things never|ever}',
    ],
    personalizing: [
      "{it's|it is|it was|that's|this is|all|must be|is|was} {all |probably |partly |}my {fault|own fault|doing|responsibility}",
      "{because of me|because i|my fault|i made|i caused|i ruined|i must have|i should have|if only i|i let|i failed|blame myself|i did something|something i did|something i said|did i do|i upset|wrong with me|i drove|i'm the reason|i am the reason|i'm responsible|i am responsible|to do with me}",
    ],
    'should statements': [
      "{should|shouldn't|must|mustn't|ought|ought to|have to|has to|supposed to|shouldve|should've|shouldn't have|must not|needs to|had to|need to}",
    ],
  },
} satisfies PhraseMap

type PhraseMap = { distortion: PhraseList & Record<Distortion, readonly string[]> }
