import { phrases, type PhraseList } from '../text/phrases.ts'

/** Cues of a helper's behaviours, after the usual notions of motivational interviewing. Written for TechDeck. */
export const behaviourLists = {
  asks: {
    open: [
      '{what|how|why|where|who|which|when}',
      "{what's|how's|where's|who's|why's|how'd|what'd}",
      "{i'm|i am|i was} {curious|wondering|interested}",
      'i wonder',
    ],
    request: [
      'tell {me|us} {more|about|a|what|how|why|something|when|where|who|which}',
      '{say|share|talk} {more|a little more|a bit more|something more|to me} about',
      '{describe|explain|elaborate|walk me through}',
    ],
  },
  reflects: phrases(
    '{sounds|sound|seems|looks|feels} {like|as though|as if|that|to me|to be}',
    "{what|so what} {i'm|i am|i} {hearing|hear}",
    "{i'm|i am|i} {hearing|hear|sense|sensing|gather|get a sense|get the sense|understand|see} {you|that you|that|from you}",
    '{in other words|to summarize|summarize|if i heard you|let me see if|you mentioned|you said|you told me|you shared|you talked about|you were saying|as you said|you described|on the one hand|on one hand|on the other hand|part of you}',
    "{you feel|you're feeling|you are feeling|you want|you'd like|you don't want|you really|you're really|you've been|you're not|you think|you're worried|you're concerned|you're saying|you know that|you care|you value|you enjoy|you like|you need|you're trying|you're looking|you're hoping|you're ready|you're thinking|you've tried|you've noticed|you've already|you've got|you just|you seem|you see|you realize|you felt|you were|you had|you did|you wanted|you wish|you're willing|you're able|you're starting|you're tired}",
    '{for you|important to you|matters to you|hard for you|difficult for you|frustrating for you|worked for you|bothers you|makes you|helps you|gives you|works for you}',
    "{so|and} {you|you're|you've|you'd|your|it's|that's|it|there's|for you|then|he|she|they|basically}",
    "{that's|that is|it's|must be|must have been|that must} {been |be |} {frustrating|hard|tough|difficult|important|scary|overwhelming|stressful|something}",
  ),
  informs: phrases(
    "{i'd|i would|i|my} {recommend|suggest|advise|encourage|advice|recommendation|suggestion}",
    '{you could|you might|you can|you should|you need to|you have to|you must|you may want to|you might want to|you ought to|try to|make sure|keep in mind|think about|consider}',
    '{research|studies|study|guidelines|evidence|statistics|percent|risk of|risks|increases|reduce|reduces|symptoms|medication|medicine|treatment|side effects|cause|causes|caused|health|program|clinic|appointment|counselor|group|groups|nicotine|blood pressure|cancer|doses|dose|prescription|insurance}',
    "{we can|we could|we'll|we're going to|we are going to|i'm going to|i'm gonna|i'll|let's|let me|what i'd like|what we|i want to|i wanna|i'd like to|i'm just gonna|my job|my role|my perspective|my concern}",
    '{some people|a lot of people|many people|most people|other people|a lot of folks|some folks|other clients|other patients|people who|folks who|people find|clients|patients}',
    "{there are|there is|there's|there have been|it can|it will|it's going to|it helps|that can|that will|this is|these are|this will|one thing|another thing|the thing is|the reason|because|for example|such as|in fact|actually}",
    '{if you|when you|once you|unless you}',
    '{i think|i believe|i know|i found|i had|i have|i do|i mean|in my experience}',
  ),
  affirms: phrases(
    '{great|good|wonderful|fantastic|excellent|awesome|perfect|nice|brilliant|terrific} {job|work|idea|to hear|to see|point|question|start|to meet|stuff|for you|luck}',
    "{that's|that is|it's|it is|sounds} {really |so |very |just |} {great|good|wonderful|fantastic|excellent|awesome|perfect|nice|brilliant|terrific|cool|fair|right|fine|okay|true}",
    '{thank|thanks|appreciate|proud|congratulations|congrats|welcome|hello|hi|bye|goodbye|sorry|excellent|fantastic|wonderful|perfect|absolutely|exactly}',
    '{i understand|i see|i get it|i hear you|got it|gotcha|fair enough|of course|me too|i know|i agree|all right|see you|take care|no problem|nice to}',
  ),
  means: phrases(
    '{feel|feeling|feels|felt|afraid|worried|scared|proud|angry|sad|frustrated|frustrating|overwhelmed|alone|ashamed|anxious|stressed|hopeful|torn|guilty|embarrassed|confident|excited|tired|hurt}',
    '{important|matters|value|values|because|means|want|wish|hope|part of you|on the other hand|like a|as if|as though|deep down|struggle|ready|motivated|committed|hard|control|future|worth}',
  ),
} satisfies Record<string, PhraseList>

export const behaviourSets = {
  filler:
    'yeah yes yep yup okay ok mm mmm hm hmm mhm uh um ah oh right sure so well and but like huh mmh mmhmm no nope wow really exactly good great fine alright all definitely absolutely cool fantastic chuckles laughs laughing crosstalk sorry thanks thank hi hello bye then just now go on',
  wh: "what how why where who which when what's how's where's who's",
  inverted: 'do did are were have has had can could would will should is was does may might any anything ever',
  you: "you you're you've you'd you'll your yours yourself",
  self: "i i'm i've i'd i'll my me we we're we'll we've our us let's",
} satisfies Record<string, string>
