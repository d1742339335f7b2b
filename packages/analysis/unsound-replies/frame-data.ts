import { readFrames } from '../text/frames.ts'

/** Words that stand for each other in the frames. Written for TechDeck. */
const classes = {
  MEDS: 'meds med medication medications medicine medicines pills pill tablets tablet antidepressants antidepressant antipsychotics antipsychotic ssri ssris lithium prozac zoloft lexapro celexa effexor wellbutrin seroquel abilify lamictal xanax klonopin ativan valium ambien risperdal zyprexa paxil cymbalta trazodone buspar adderall ritalin sertraline fluoxetine escitalopram citalopram venlafaxine quetiapine lamotrigine clozapine olanzapine insulin',
  CARE: 'doctor doctors prescriber psychiatrist physician pharmacist gp before without dangerous risky unless supervision carefully nurse together talk ask discuss',
  CERTAIN:
    'clearly obviously definitely certainly surely plainly evidently undoubtedly textbook classic complete obvious certain convinced trust absolutely',
  DISORDER:
    'bipolar borderline bpd schizophrenia schizophrenic adhd autism autistic ptsd ocd narcissist narcissistic psychopath sociopath psychotic psychosis anorexia bulimia npd dissociative delusional paranoid hypomania manic dysthymia cyclothymia add aspd alcoholic addict codependent hysteric',
} satisfies Record<string, string>

const frames = {
  diagnosing: [
    'must|probably|clearly|obviously|definitely 0 have 2 DISORDER -?|may|might|could|said|told',
    "you|you've|you're|youre 4 CERTAIN 3 DISORDER|disorder|spectrum|syndrome -?|said|told|feel|think|doctor",
    "CERTAIN 5 you|you've|you're|it's|that's|this|is 4 DISORDER|disorder|spectrum|syndrome|depression -?|said|told|feel|think|doctor|symptoms|treatable",
    "it's|that's|this|what 2 is|clearly|obviously|definitely|just|classic|textbook 2 DISORDER|disorder -?|said|told|like|feel|feels|for|people|called|hard|treatable|of|another",
    "sounds|looks|seems 1 like 1 you|you've|to|you're|classic 3 DISORDER|disorder -?|may|might|could|feel|feels|told|tired|worried|afraid|wonder|think",
    'he|she|husband|wife|mother|father|boyfriend|girlfriend|boss|ex 2 CERTAIN 2 DISORDER -?|said|told|feel|think|doctor',
    "he's|she's 1 a|an|such|clearly|obviously 1 DISORDER -?|said|told|feel|think|doctor",
    'textbook 1 DISORDER',
    "i'm|i|i'd|id 2 diagnose|diagnosing|certain|sure|convinced 4 DISORDER|disorder|depression -?|not|can't|don't|cannot|never|aren't|isn't",
    'trust 0 me 3 DISORDER|disorder -?',
  ],
  stop_medication: [
    "stop|quit|skip|drop|ditch|flush|toss|throw|halve|double|triple|cut|reduce|increase|lower|raise|wean 3 MEDS|dose|dosage -CARE|?|don't|never|not|said|told|wanted|want|they|refill|pharmacy|side|due|abuse|crime",
    "come|get|go|stay|coming|going|getting 0 off 3 MEDS -CARE|?|don't|never|not|said|told|wanted|want|they|feel",
    "don't|dont|never|no 3 need|bother|take|trust|touch 3 MEDS -CARE|?|said|told|you've|more|double|skip|alcohol|on|want",
    "MEDS 2 is|are|isn't|aren't|just 2 poison|crutch|useless|scam|placebos|placebo|pointless|toxic|garbage -?|feel|feels|said|think|afraid",
    "MEDS 2 don't|dont|won't|never|do 1 do|help|work|nothing 1 anything|nothing|anyone|you -?|said|feel|if|when",
    'take|try|have 1 two|some|one|a 1 of 0 mine',
    "mix|mixing|combine 4 alcohol|wine|beer|vodka -?|not|never|dangerous|avoid|don't|said|told",
    'dose|dosage|dosages 2 in|by|to|down 1 half|yourself|zero|double -CARE|?',
    'better|enough 2 than|without 1 MEDS -?|feel|CARE',
  ],
  boundary: [
    'find|found 0 you 3 attractive|sexy|hot|beautiful|gorgeous|irresistible -?|said|told',
    'falling|fell|fallen 0 in 0 love 0 with 0 you',
    "i'm|i|am 2 in 0 love 0 with 0 you -?|he's|she's|he|she|was|were|said",
    "sexy|gorgeous|hot|beautiful|attractive 2 today|tonight|body|to 2 me|you|today|tonight -?|feel|you'd|room",
    "you|you're|your 2 look|so|body 3 sexy|hot|gorgeous|attractive -?|feel|feels|flash|flashes|sweaty|room|told|said",
    'come|stay|sleep|crash 2 to|at|with|over 2 my|mine|me 1 place|house|apartment|home|bed|flat -told|said|he|she',
    'between 0 us -?|went|distance|things|problem|happened|trust|what',
    "don't|never 1 tell|mention 2 parents|husband|wife|partner|mother|father|anyone|anybody|boss|supervisor -?|why|have|want|you|didn't|they",
    'have|get|grab|meet 2 dinner|drinks|coffee|lunch|drink 1 with 1 me|us|together',
    'my 0 private|personal|home|cell 0 number|phone|address',
    "dream|dreaming|dreamt|dreamed|fantasizing|fantasize|fantasise 1 about 1 you +i|i've|i'm",
    'add|follow|friend|message|dm 0 me 0 on 1 instagram|facebook|snapchat|whatsapp|tiktok|tinder',
    'more 1 than 1 your|a 0 therapist|counselor|client|patient|friend -?',
    'let 0 me 0 tell 0 you 0 about 1 my 1 own|divorce|ex|marriage|problems|wife|husband|depression',
    'my 0 own 1 divorce|marriage|ex|depression|problems +let|me|tell|worse|bored',
    'give|gimme 1 me|us 1 a|some 0 kiss|hug|massage',
    "kiss|cuddle|undress|touch 0 you +i|let|me|i'd -?|he|she|not|never|told|said|felt",
    'lend|loan|borrow|owe 3 money|cash|dollars|bucks +me',
    'could|can 1 you 1 lend|loan|give 1 me 2 money|cash|dollars|bucks',
    'invest|investment|buy 4 my 1 company|business|product|course|supplements',
  ],
  judgement: [
    'should|ought 2 be|feel 0 ashamed|embarrassed|guilty -not|never|?|think|told|said',
    "you're|youre 2 such|a|an|just 2 terrible|bad|awful|horrible|lousy|failure|disappointment|loser|pathetic|disgusting|idiot|stupid|weak|lazy|selfish|coward|crybaby|slut|whore|burden|mess|joke|waste -feel|feeling|feels|not|aren't|think|thinks|thinking|never|?|told|said|called|calls|like|believe|mean|means|day|week|time|night|if|thought",
    'you 0 are 2 such|a|an|just 2 terrible|bad|awful|horrible|lousy|failure|disappointment|loser|pathetic|disgusting|idiot|stupid|weak|lazy|selfish|coward|crybaby|burden|mess|joke|waste -feel|feeling|feels|not|think|thinks|thinking|never|?|told|said|called|calls|like|believe|mean|means|day|week|time|night|if|thought',
    "you're|youre 2 stupid|pathetic|disgusting|worthless|lazy|weak|crazy|insane|ridiculous|childish|ungrateful|dumb -feel|feeling|feels|not|aren't|think|thinks|thinking|never|?|told|said|called|calls|like|believe|mean|means|if|thought|everyone",
    'that|it|what 4 stupid|dumb|idiotic|disgusting|pathetic|irresponsible 1 thing|of|to|thinking|idea|excuse|attitude -?|feel|felt|feels|said|told|think|thought|sounds',
    "what|what's|whats 3 wrong|matter 0 with 0 you -nothing|isn't|there's|not|feel|think|something|told|said|physically",
    'brought 1 this|it|that 1 on 0 yourself',
    "your 1 own 0 fault -not|isn't|feel|feels|think|?|say|blame|told",
    "disgust|disgusted|sickened|appalled +i'm|me|i -feel|felt|?|told|said|feeling",
    "normal|decent 1 people|men|women|mothers|fathers|girls|parents 0 don't|would|wouldn't|never -?|feel|think",
    'god 3 punish|punishes|punishing|hates|judge|judges -?|feel|afraid|think|believe',
    "you 1 deserved 1 it|that|this -?|not|didn't|feel|better|no|think",
    "you|you're|were 1 asking 0 for 0 it -?|not|weren't|feel|think|told",
    'get|grow|shut 1 up 1 already|and|now -?|get|morning',
  ],
  promise: [
    "i|i'll|we 1 promise|guarantee|swear 6 you'll|cured|fix|will|cure|fixed|he'll|she'll -not|can't|cannot|?|never",
    "will|you'll 2 definitely|certainly|absolutely|never 2 work|cure|fix|feel|be|have|again|cured +again|percent|guaranteed|cured|cure|work|forever -?|if|not",
    "can|will|i'll 1 cure|fix|heal 1 you|your|this -?|can't|not|if",
    "trust 0 me 2 he|she|they|it|you|you'll|he'll|she'll|it'll 3 back|work|works|fine|cured|better|okay -?",
    'one|100|hundred 2 percent +work|works|cured|guaranteed|better|will',
  ],
} satisfies Record<string, readonly string[]>

export const UNSOUND_FRAMES = readFrames(frames, classes)
