import type { PhraseList } from '../text/phrases.ts'

/** Everyday words for what people seek counsel about, by topic; one word may speak for several. */
export const topicLists = {
  topic: {
    addiction: [
      '{addict|addicts|addicted|addiction|addictions|addictive|relapse|relapsed|relapsing|rehab|sober|sobriety|cravings|gambling|gamble|pornography|porn}',
      '{twelve|12} step',
    ],
    'anger-management': [
      '{anger|angry|angrily|rage|furious|temper|tantrum|tantrums|explode|exploding|outburst|outbursts|snapped|yell|yelling|screaming}',
      '{lose|losing|lost} my {temper|cool}',
    ],
    anxiety: [
      '{anxiety|anxious|anxiously|panic|panicking|phobia|phobias|agoraphobia|worry|worrying|worries|worried|nervous|nervousness|fearful|scared|terrified|ocd|obsessive|compulsive}',
      'panic {attack|attacks}',
      '{racing|racing heart|heart races|heart racing}',
      "{can't|cannot|cant|hard to} breathe",
    ],
    'behavioral-change': [
      '{habit|habits|procrastinate|procrastination|procrastinating|routine|motivate|motivation|discipline|lying|liar|hoarding|impulsive|compulsively|compulsion}',
      '{change|changing} {myself|my behavior|my behaviour|my life}',
      'stop {doing|lying|eating|biting|thinking}',
    ],
    'children-adolescents': [
      '{teen|teens|teenager|teenagers|adolescent|adolescents|child|children|kid|kids|toddler|preschool|kindergarten}',
      '{year|years} old {son|daughter|boy|girl|child|kid}',
      'year-old',
      '{middle|high|elementary|grade} school',
    ],
    'counseling-fundamentals': [
      '{counseling|counselling|counselor|counsellor|counselors|therapist|therapists|therapy|session|sessions|psychologist|psychiatrist}',
      '{my|a|the|new|first} {therapist|counselor|counsellor|session|appointment}',
      '{client|clients|transference|confidential|confidentiality|insurance|copay|intake}',
      'how does {therapy|counseling|counselling} work',
    ],
    depression: [
      '{depressed|depression|depressing|hopeless|hopelessness|worthless|empty|numb|sad|sadness|unhappy|miserable|lonely|loneliness|crying|tearful|unmotivated}',
      '{no|lost} {motivation|interest|energy}',
      'postpartum',
    ],
    diagnosis: [
      '{diagnosis|diagnose|diagnosed|misdiagnosed|bipolar|schizophrenia|schizophrenic|psychosis|psychotic|borderline|adhd|add|autism|autistic|asperger|aspergers|hallucinations|delusions|dissociative|symptoms|disorder}',
      'hearing voices',
      'personality disorder',
      'what is wrong with me',
    ],
    'domestic-violence': [
      '{abusive|abuser|abuses|abused|battered|violent|violence|strangled|choked|hits|hitting|beat|beats|beating|threatens|threatened|controlling}',
      'domestic {violence|abuse}',
      '{restraining|protective} order',
      '{hit|hits|hitting|punched|pushed|slapped|beat|beats} me',
      'physically {abusive|abused|abuses}',
    ],
    'eating-disorders': [
      '{anorexia|anorexic|bulimia|bulimic|binge|bingeing|binging|purge|purging|overeating|overeat|diet|dieting|calories|starve|starving|laxatives|overweight|obese}',
      'eating {disorder|disorders}',
      '{throw|throwing|threw} up',
      'body image',
      '{lose|losing|gain|gained} weight',
    ],
    'family-conflict': [
      '{family|families|mother|mom|mum|father|dad|parents|sister|sisters|brother|brothers|siblings|stepmother|stepfather|stepdad|stepmom|grandmother|grandparents|aunt|uncle|cousin|estranged|in-laws}',
      '{mother|father|sister|brother} in law',
      "my {mom|mother|dad|father|parents|sister|brother|family} {is|are|hates|hate|does|doesn't|don't|always|never|keeps|keep}",
      'toxic family',
    ],
    'grief-and-loss': [
      '{grief|grieve|grieving|mourn|mourning|bereaved|bereavement|died|death|dying|dead|deceased|funeral|widow|widower|miscarriage|stillborn|passed}',
      'passed away',
      '{loss|lost} {of|my} {mother|father|mom|dad|son|daughter|brother|sister|husband|wife|friend|grandmother|grandfather|baby|child|dog|cat|best}',
    ],
    'human-sexuality': [
      '{sexuality|fetish|fetishes|masturbate|masturbation|orgasm|virgin|virginity|erection|erectile|libido|kink|crossdressing|asexual|sexual}',
      'sex drive',
      '{sexual|sex} {fantasies|fantasy|desires|attraction|thoughts}',
    ],
    intimacy: [
      '{intimacy|intimate|sex|sexual|sexually|affection|affectionate|libido|kiss|kissing|cuddle|touch|bed|attracted|attraction|orgasm}',
      '{have|having|had} sex',
      'emotionally {distant|unavailable|close}',
      'sex life',
    ],
    'legal-regulatory': [
      '{legal|legally|law|lawyer|attorney|court|judge|custody|sue|sued|police|arrested|probation|lawsuit|license|licensing|subpoena|evaluation|rights|records|hipaa}',
      'emotional support animal',
      '{child|full|joint} custody',
      'service {dog|animal}',
    ],
    lgbtq: [
      '{gay|lesbian|bisexual|bi|transgender|trans|queer|lgbt|lgbtq|homosexual|pansexual|nonbinary|genderfluid|transition|transitioning|closet|closeted|straight|gender}',
      '{coming|come|came} out',
      '{born|feel like|want to be|be} a {boy|girl|man|woman}',
      'same sex',
    ],
    marriage: [
      '{marriage|married|husband|wife|spouse|marital|marry|wedding|vows|remarried|anniversary}',
      'my {husband|wife|spouse}',
      'marriage {counseling|counselling|therapy}',
    ],
    'military-issues': [
      '{military|army|navy|marine|marines|veteran|veterans|vet|deployed|deployment|combat|soldier|soldiers|iraq|afghanistan|enlisted|sergeant}',
      'air force',
      'the {va|service}',
    ],
    parenting: [
      '{parenting|parent|son|daughter|toddler|baby|infant|stepson|stepdaughter|stepchild|stepchildren|discipline|disciplining|misbehaving|bedtime|tantrums|co-parent|coparenting|custody|motherhood}',
      'my {son|daughter|kid|kids|child|children|toddler|baby|stepson|stepdaughter|teenager}',
      'raise {my|our|a} {son|daughter|kids|child|children}',
    ],
    'professional-ethics': [
      '{ethical|ethics|unethical|boundaries|supervisor|supervision|confidentiality|confidential|license|malpractice|unprofessional|hug|hugs|gift|gifts|facebook}',
      '{my|a|former} {therapist|counselor|client}',
      '{feelings for|in love with|attracted to} my {therapist|counselor|client}',
      'report {my|a|the} {therapist|counselor}',
    ],
    'relationship-dissolution': [
      '{divorce|divorced|divorcing|divorces|separated|separation|separate|breakup|ex|ex-husband|ex-wife|ex-boyfriend|ex-girlfriend|dumped|broke}',
      '{break|broke|broken|breaking} up',
      '{left|leaving|leave} {me|him|her}',
      '{get|getting} over {him|her|my|a|someone}',
      'my ex',
      '{want|wants} {him|her|me} back',
    ],
    relationships: [
      '{boyfriend|girlfriend|relationship|relationships|partner|dating|date|fiance|fiancé|fiancée|couple|couples|cheated|cheating|cheat|cheater|affair|trust|jealous|jealousy|insecure|commitment|love|romantic|flirting|texting}',
      'my {boyfriend|girlfriend|partner|fiance|fiancé|fiancée}',
      'long distance',
      '{cheated|cheating} on me',
      'in love',
    ],
    'self-esteem': [
      '{confidence|confident|insecure|insecurity|insecurities|self-esteem|self-worth|worthless|ugly|unattractive|shy|inferior|compliment|compliments|appearance|looks|perfectionist|loser}',
      'self {esteem|worth|confidence|image}',
      '{love|like|accept|hate|believe in} myself',
      'not good enough',
      'good enough',
    ],
    'self-harm': [
      '{cutting|self-harm|self-injury|razor|scars|suicide|suicidal|overdose|overdosed|blade}',
      '{cut|cutting|cuts|hurt|hurting|harm|harming|burn|burning} {myself|herself|himself|themselves}',
      'self {harm|harming|injury}',
      '{kill|killing} {myself|herself|himself}',
    ],
    'sleep-improvement': [
      '{sleep|sleeping|asleep|insomnia|nightmare|nightmares|dreams|dream|tired|awake|wake|waking|nap|bedtime|melatonin|sleepwalking|sleepless}',
      'fall asleep',
      "{can't|cannot|cant} sleep",
    ],
    'social-relationships': [
      '{friend|friends|friendship|friendships|social|socially|socialize|socializing|lonely|loner|isolated|peers|classmates|awkward|introvert|popular|bullied|bullying|bully|roommate|roommates|neighbor|neighbors|crush}',
      'best {friend|friends}',
      '{make|making|no|have|lose|lost} friends',
      'social {anxiety|skills|situations|media}',
      '{talk|talking} to {people|girls|guys|strangers|others}',
    ],
    spirituality: [
      '{god|church|faith|religion|religious|spiritual|spirituality|pray|prayer|praying|christian|christianity|bible|jesus|sin|sinful|atheist|muslim|islam|mormon|catholic|pastor|priest|soul|meditation}',
      'jehovah witness',
      'purpose {of|in} life',
    ],
    stress: [
      '{stress|stressed|stressful|stressing|overwhelmed|overwhelming|pressure|burnout|burned|exhausted|deadlines|finances|bills|tense|tension|relax|relaxation|cope|coping}',
      'too much {going on|to do|pressure|stress}',
      'burned out',
    ],
    'substance-abuse': [
      '{alcohol|alcoholic|alcoholics|alcoholism|drinking|drink|drinks|drunk|drug|drugs|heroin|cocaine|meth|marijuana|weed|opioid|opioids|opiates|pills|painkillers|suboxone|methadone|withdrawal|detox|smoke|smoking|vaping|nicotine|cigarettes|high|sober}',
      '{substance|drug|alcohol} {abuse|use|problem}',
      'getting high',
    ],
    trauma: [
      '{trauma|traumatic|traumatized|ptsd|flashback|flashbacks|raped|rape|molested|molestation|assault|assaulted|abused|abuse|triggers|triggered|survivor|accident|memories|nightmares|victim}',
      'sexually {abused|assaulted|molested}',
      'sexual {abuse|assault}',
      'as a child',
      'childhood {abuse|trauma}',
    ],
    'workplace-relationships': [
      '{boss|coworker|coworkers|co-worker|co-workers|colleague|colleagues|manager|supervisor|workplace|job|employee|employees|employer|fired|promotion|office|work|career|company|hr}',
      'at work',
      'my {boss|job|coworker|coworkers|manager|supervisor|colleague|career}',
      'quit my job',
    ],
  },
} satisfies Readonly<Record<string, PhraseList>>
