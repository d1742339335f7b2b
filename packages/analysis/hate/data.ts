import { phrases, type PhraseList } from '../text/phrases.ts'

/** Slurs by the axis that they aim at. A slur alone is no hate speech: it is reclaimed, quoted and complained of, too. */
const slurs: PhraseList = {
  race_ethnicity: [
    '{nigger|niggers|nigga|niggas|niggah|niggaz|nig|nigs|negro|negroes|coon|coons|darkie|darkies|darky|jigaboo|jiggaboo|sambo|pickaninny|porch monkey|jungle bunny|jungle bunnies|golliwog|kaffir|kaffirs|chink|chinks|chinky|gook|gooks|jap|japs|zipperhead|zipperheads|spic|spics|spick|spicks|wetback|wetbacks|beaner|beaners|greaseball|dago|dagos|wop|wops|guido|paki|pakis|wog|wogs|gyppo|gyppos|gypo|pikey|pikeys|redskin|redskins|squaw|injun|injuns|abo|abos|boong|honky|honkies|gringo|gringos|whitey|mudblood|mudbloods|mongrel|mongrels|halfbreed|half - breed|half - breeds|curry muncher|mulatto|mud people|sheboon|sheboons|groid|groids|muds}',
  ],
  religion: [
    '{kike|kikes|yid|yids|hymie|heeb|heebs|shylock|christ killer|christ killers|raghead|ragheads|towelhead|towelheads|muzzie|muzzies|muzrat|muzrats|mudslime|mudslimes|musloid|musloids|goatfucker|goatfuckers|camel jockey|camel jockeys|sandnigger|sandniggers|sand nigger|sand niggers|jihadi|jihadis|moslem scum|zog|jewess|papist|papists}',
  ],
  sexual_orientation: [
    '{fag|fags|faggot|faggots|faggy|faggotry|fagot|fagots|poof|poofs|poofter|poofters|dyke|dykes|lesbo|lesbos|homo|homos|queer|queers|pansy|pansies|sodomite|sodomites|batty boy|benders|carpet muncher|carpetmuncher|rug muncher|fudge packer|fudgepacker|cocksucker|cocksuckers|battyboy|battyman}',
  ],
  gender_and_sex: [
    '{bitch|bitches|cunt|cunts|whore|whores|slut|sluts|hoe|hoes|ho|hos|thot|thots|skank|skanks|twat|twats|slag|slags|hag|hags|feminazi|feminazis|tranny|trannies|trannys|shemale|shemales|ladyboy|ladyboys|he - she|heshe|troon|troons|it - creature|cumdumpster|femoid|femoids|foid|foids|roastie|roasties}',
  ],
  ability: [
    '{retard|retards|retarded|spaz|spastic|spastics|spazzes|cripple|cripples|mongoloid|mongoloids|mong|mongs|midget|midgets|gimp|gimps|tard|tards|window licker|window lickers|windowlicker|lunatic|lunatics|schizo|schizos|psycho|psychos|vegetable|cretin|cretins|imbecile|imbeciles|libtard|libtards|fucktard|fucktards|deafo|invalids}',
  ],
  characteristics: [
    '{rapefugee|rapefugees|illegals|fob|fobs|anchor baby|anchor babies|third worlder|third worlders|invader|invaders|border jumper|border jumpers|border hopper|border hoppers|wetback|dole scrounger|scrounger|scroungers|immigrunt|immigrunts}',
  ],
}

export const hateLists = {
  slur: slurs,
  /** People that an attack may aim at, beside the mentions of groups. */
  hate_people: {
    gender_and_sex: ['{trans|woman|female|females|girls|transwoman|trans person|trans man|wives|feminist|feminists}'],
    sexual_orientation: ['{gay|gays|lesbian|lesbians|homosexual|homosexuality|bisexual|transgender|lgbt|queers|homos}'],
    race_ethnicity: [
      '{black|blacks|negro|negroes|whites|asian|asians|mexican|mexicans|african|africans|latino|hispanic|arab|arabs|coloreds|gypsies|non - whites|nonwhites|brown people|race|races|minority|minorities|chinese|japs|somalis|indians|pakistanis}',
    ],
    religion: [
      '{muslim|muslims|islam|moslem|moslems|jew|jews|jewish|zionist|zionists|judaism|christians|catholics|hindus}',
    ],
    characteristics: [
      '{immigrant|immigrants|immigration|foreigner|foreigners|refugee|refugees|migrant|migrants|alien|aliens|asylum seekers}',
    ],
    ability: [
      'disabled',
      '{handicapped|autistic|cripples|wheelchair users}',
      '{disability|disabilities}',
      'mentally ill',
      '{deaf|blind} people',
      'down syndrome',
    ],
  },
  /** Hostile words, by what they do. */
  hostile: {
    feeling: [
      '{hate|hates|hated|hating|despise|despises|despising|detest|detests|detesting|loathe|loathes|loathing|abhor|resent|dislike|hatred|contempt|disdain|scorn|disgust|disgusted|disgusts|repulsed|revulsion|repulse|repulses|appalled|sickened|sickens|antipathy|hostility|aversion|infuriate|infuriates|enrage|enrages|vomit|puke|nauseous|nauseates}',
      "{can't|cannot|can not|couldn't} {stand|bear|abide|tolerate|stomach}",
      '{sick|fed up|tired|fed - up} {of|with|to death of}',
      '{make|makes|making|made} {me|us|my} {sick|puke|vomit|angry|furious|mad|want to vomit|want to puke|skin crawl|blood boil|stomach turn|so angry|so mad|so sick|so furious|boil|gag|cringe}',
      '{fill|fills|filled|boil|boils|boiling|seethe|burn|burning} {me|} {with|in} {so much|nothing but|pure|} {rage|anger|disgust|hate|hatred|fury|contempt}',
      '{rage|fury|anger|wrath} {at|towards|toward|against|for|when}',
      '{piss|pisses|pissed} {me |us |}off',
    ],
    curse: [
      '{fuck|screw|damn|fuck off|curse} {you|all|those|these|the|every|any|off|them|that|this|your}',
      '{to hell with|death to|down with|shame on|no to|burn in hell|rot in hell|go to hell|go die|drop dead}',
      '{fuck|fucking|fuckin|fucked|goddamn|goddamned|bloody}',
      'fuck {themselves|themself|yourself|yourselves|off}',
      '{shit|bullshit|crap|piss|shitty|crappy}',
      '{shut up|shut the fuck up|stfu|gtfo|get the fuck out|fuck off|piss off|bugger off}',
      'fucked {in the head|up}',
    ],
    dehumanise: [
      '{threat|threats|danger|dangers|risk} to',
      '{scum|scums|scumbag|scumbags|filth|vermin|trash|garbage|rubbish|refuse|dirt|sewage|sludge|feces|faeces|excrement|dung|turds|turd|parasite|parasites|leech|leeches|cockroach|cockroaches|roaches|rat|rats|mice|pig|pigs|swine|animal|animals|beast|beasts|monkey|monkeys|ape|apes|gorilla|gorillas|chimp|chimps|dog|dogs|cattle|snake|snakes|worm|worms|maggot|maggots|insect|insects|bug|bugs|pest|pests|lice|louse|savage|savages|cancer|tumor|tumour|plague|disease|diseases|virus|viruses|infection|infestation|blight|poison|subhuman|subhumans|sub - human|sub - humans|untermensch|subhumanity|inhuman|degenerate|degenerates|abomination|abominations|freak|freaks|monster|monsters|demon|demons|devil|devils|barbarian|barbarians|creature|creatures|mutant|mutants|zombie|zombies|waste|burden|burdens|menace|nuisance|pestilence|scourge|stain|joke|failures|goats|hyenas|dregs|lowlife|lowlifes|low - life|low - lives|objects|slaves}',
      '{lesser|inferior|lower|second - class|lesser human|primitive} {being|beings|creature|creatures|people|race|races|species|life|lives|citizens|form|forms}',
      '{waste of|drain on|burden on|threat to|danger to|plague on|cancer on|curse on|disgrace to|blight on|stain on|insult to|plague to|scourge of|enemy of|enemies of|crime against} {space|oxygen|air|society|our|the|humanity|mankind|civilization|civilisation|everyone|us|this|resources|life|time|all|nature}',
      '{less than|not|barely|hardly|never|no} {human|humans|people|a human being|human beings}',
      '{no|not} {better|different|more valuable|smarter} than',
      '{is|are|am|being|be} nothing {but|more than}',
      '{not|never} {worth|anything but}',
    ],
    insult: [
      '{asshole|assholes|arsehole|arseholes|bastard|bastards|prick|pricks|dick|dicks|dickhead|dickheads|motherfucker|motherfuckers|fucker|fuckers|shithead|shitheads|dumbass|dumbasses|jackass|jackasses|douche|douchebag|douchebags|wanker|wankers|tosser|idiot|idiots|moron|morons|fool|fools|dummies|dimwits|imbecilic|simpleton|simpletons|liar|liars|thief|thieves|criminal|criminals|rapist|rapists|terrorist|terrorists|murderer|murderers|pervert|perverts|pedo|pedos|pedophile|pedophiles|paedophiles|thug|thugs|crook|crooks|cheat|cheats|coward|cowards|loser|losers|weirdo|weirdos|scroungers|freeloader|freeloaders|moochers|hypocrites|traitor|traitors|brute|brutes|crybabies|deviants|deviant}',
    ],
    trait: [
      "{disgusting|despicable|detestable|loathsome|abhorrent|repulsive|repugnant|repellent|revolting|vile|foul|gross|nasty|sickening|nauseating|hideous|ugly|filthy|dirty|smelly|stinky|stinking|stink|stinks|pathetic|worthless|useless|inferior|stupid|dumb|dumber|dumbest|stupidest|stupider|brainless|mindless|clueless|ignorant|idiotic|moronic|unintelligent|uneducated|illiterate|backward|backwards|primitive|uncivilised|uncivilized|barbaric|savage|evil|wicked|violent|cruel|brutal|dangerous|aggressive|hostile|dishonest|deceitful|untrustworthy|lying|corrupt|greedy|lazy|idle|selfish|spineless|cowardly|weak|hysterical|irrational|crazy|insane|annoying|obnoxious|insufferable|unbearable|intolerable|awful|terrible|horrible|horrid|dreadful|atrocious|appalling|abysmal|wretched|miserable|contemptible|shameful|shameless|immoral|perverted|perverse|depraved|sinful|unnatural|abnormal|sick|twisted|diseased|rotten|toxic|poisonous|parasitic|criminal|bad|worst|worse|incompetent|incapable|unfit|unworthy|undeserving|unwanted|unwelcome|rude|disrespectful|ungrateful|ridiculous|laughable|embarrassing|degenerate|defective|deformed|monstrous|inhumane|promiscuous|whiny|manipulative|arrogant|hateful|unclean|oversexed|simple - minded|feeble - minded|weak - minded|narrow - minded|two - faced|good for nothing|good - for - nothing|up to no good|brain dead|braindead|brain - dead|obsolete|disposable|expendable|undesirable|undesirables|subservient|submissive|sorry excuse|sorry excuses|to blame|shouldn't exist}",
      'absolute {worst|filth|scum}',
      '{bottom|scum} of the {barrel|earth}',
    ],
    violence: [
      '{kill|kills|killed|killing|murder|murders|murdered|murdering|shoot|shot|shooting|stab|stabbed|stabbing|hang|hanged|hanging|lynch|lynched|slaughter|slaughtered|execute|executed|execution|burn|burned|burnt|drown|drowned|strangle|strangled|choke|choked|suffocate|rape|raped|raping|beat|beaten|beating|hurt|hurting|harm|attack|attacking|attacked|assault|destroy|destroyed|eradicate|eradicated|exterminate|exterminated|extermination|eliminate|eliminated|annihilate|annihilated|obliterate|gas|gassed|bomb|bombed|nuke|nuked|behead|beheaded|decapitate|decapitated|castrate|castrated|sterilize|sterilized|sterilise|sterilised|torture|tortured|maim|butcher|butchered|crucify|crucified|crush|crushed|punch|punched|smash|smashed|whip|whipped|flog|flogged|stone|stoned|poison|poisoned|cull|culled|purge|purged|genocide|holocaust|ethnic cleansing|cleanse|cleansed|massacre|massacred|enslave|enslaved|starve|skin|impale|mutilate|trample|bash|bashed|euthanised|euthanized|neutered|chained|caged|shackled|banished|bury|buried|knife|terminate|terminated|guillotine|abort|aborted|wiped|punish|punished|slit|slap|slapped|suffer|suffering|die|dies|dying|dead|death|perish|extinct|vanish|disappear|gone|pay for|regret|bleed|cremated|incinerate|incinerated|dumped|locked up}',
      '{get|getting|got|gotten} rid of',
      '{put|putting} an end to',
      '{wipe|wiped|wiping} {them|all|} {out|off}',
      '{lock|locked} {them|all|} {up|away}',
      '{cut|slit|slash} {their|his|her|your} {throat|throats|head|heads}',
      '{throats|throat|heads|head} {cut|slit|chopped|bashed}',
      '{snap|break|wring} {that|their|your|every|his|her}',
      '{bullet|bullets|noose|rope|gas chamber|gas chambers|ovens|cages|cage|gallows|firing squad|electric chair|guillotine|concentration camp|concentration camps|the stake|landfill}',
      '{rid the|cleanse the|purge the|free the|clean the} {world|earth|country|planet|streets}',
      'better off {dead|without}',
      'make {you|them|those|these|every|all} {suffer|pay|bleed|beg}',
      'teach {you|them|those|these} a lesson',
    ],
    exclude: [
      '{deport|deported|deporting|expel|expelled|banish|banned|ban|remove|removed|removal|segregate|segregated|segregation|excluded|kick out|kicked out|throw out|thrown out|ship back|send back|sent back|sterilisation|repatriate|repatriated|repatriation|outlawed|get out|keep out|quarantined}',
      'go {back|home} {to|where|you|}',
      '{send|ship|kick|throw|drive|force|keep|get} {them|those|these|all|every|you} {all|people|of them|} {back|out|home|away}',
      "{don't|doesn't|do not|does not|never|didn't} {belong|deserve|fit in}",
      '{have no|has no|had no|no} {place|right|rights|business|brain|brains|value|worth|soul|morals|use|purpose}',
      "{shouldn't|should not|must not|mustn't|can't|cannot|never|ought not to} be {allowed|trusted|permitted|here|in|able|given|hired|free|tolerated|left}",
      '{stay|keep} {away|out} {from|of}',
      '{cause|causes|caused|causing|bring|brings|bringing} {all|nothing but|only|} {crime|problems|trouble|disease|misery|violence|destruction|chaos}',
      '{steal|stealing|steals|stole|take|taking} {our|your|all} {jobs|money|women|land|benefits|country}',
      '{ruin|ruining|ruined|ruins|invade|invading|invaded|infest|infesting|overrun|overrunning|pollute|polluting|flood|flooding|destroying|infect|infecting|contaminate|contaminating|leeching|sponge|sponging} {our|the|this|everything|every|my|society|of|off}',
      '{touched|sat on|used|cooked|owned} by',
      "{taken to a vet|belong in|belongs in|back in the kitchen|in the kitchen|should be owned|should be property|never trust|do not trust|don't trust|wouldn't trust|would never trust|never hire|would never hire|never date|never let|would never}",
      '{rather|sooner} {die|have|eat|kill|be|lick|drink|sleep|starve|burn|marry}',
      '{smarter|cleverer|more intelligent|worth more|cleaner|more useful|better|more civilised|more civilized} than {any|all|a|most|every}',
      '{can|could} {only|never} {ever|} {be|learn|think|do}',
      'stay in {their|your} {place|lane}',
    ],
  },
  /** What, denied of people, is hostile: "do not deserve to live". */
  granted: phrases(
    '{equal|equals|equality|human|humans|humanity|worth|worthy|valuable|value|deserve|deserves|deserving|belong|belongs|welcome|welcomed|allowed|permitted|trust|trusted|rights|right|respect|respected|respectable|smart|intelligent|clever|capable|normal|decent|moral|civilised|civilized|good|kind|clean|honest|live|lives|life|exist|fit|useful|accepted|acceptable|tolerated|tolerate|love|loved|privilege|privileges|dignity|freedom|vote|voting|anything|members|member|matter|matters|protected|protection|included|support|supported|beautiful|innocent|human beings|breathe|breed|reproduce|integrate|sympathy|compassion|mercy|help|contribute|contribution|apply|thrive|anything nice|pretty|friends}',
  ),
  /** What says that hostile words are somebody else's and are spoken against. */
  hate_counter: phrases(
    '{saying|say|said|says|claiming|claim|claims|claimed|write|writes|writing|wrote|written|tweeting|tweeted|tweets|posting|posted|posts|post|comment|comments|commenting|chanting|shouting|yelling|yelled|screaming|calling|called|call|calls|statements|statement|phrases|phrase|words|message|messages|rhetoric|slogans|slogan|stuff|things|thing|jokes|joke} {like|such as|that|is|are|to say|to write|to post|of|people|someone|somebody|me|us|him|her|them|for|a|my}',
    '{when|why|if|how|because|after|before|while|once} {you|he|she|they|someone|people|somebody|anyone|anybody} {say|said|says|tell|told|claim|claimed|call|called|write|wrote|think|thinks|thought|believe|believed|use|used|post|posted|tweet|tweeted|would think|would say|would call|can say|could say|can think|can call|dare|would|hate|hates}',
    "{can't|cannot|don't|do not|could|how can|how could|how dare|do} {you|anyone|people|they} {seriously|really|honestly|possibly|actually|still|just|even|} {believe|think|say|claim|mean|call|write|hate}",
    "you {can't|cannot|must not|mustn't|don't|shouldn't|should not|do not|may not} {seriously|really|honestly|just|} {believe|think|say|mean|call|write|get away|hate|claim|expect|go around|treat|assume}",
    '{your|his|her|their|this|that|such|the|any} {obvious|blatant|open|disgusting|constant|pathetic|vile|deep|casual|} {hatred|contempt|hate|prejudice|bigotry|racism|sexism|misogyny|homophobia|transphobia|xenophobia|islamophobia|ableism|antisemitism|disdain|discrimination|stereotyping|stereotypes|slurs|slur|insults|abuse} {of|for|towards|toward|against|has|is|was|will|must|needs|says|makes|shows|have|are|to}',
    '{racist|racists|racism|sexist|sexism|misogynist|misogynists|misogynistic|misogyny|homophobic|homophobe|homophobes|homophobia|transphobic|transphobe|transphobes|transphobia|xenophobic|xenophobia|islamophobic|islamophobia|ableist|ableism|bigot|bigots|bigoted|bigotry|prejudiced|prejudice|hate speech|hateful people|haters|hater|discrimination|discriminatory|dehumanising|dehumanizing|antisemitic|antisemitism|anti - semitic|nazis|fascists|stereotyping|demeaning}',
    "{report|reported|reporting|banned|ban you|block|blocked|blocking|court|lawsuit|sue|consequences|unacceptable|not okay|not ok|isn't okay|isn't ok|not acceptable|not right|isn't right|not cool|is wrong|are wrong|so wrong|misguided|disheartening|shocking|heartbreaking|sad|ashamed of yourself|shame on you|shame on anyone|no excuse for|no place for|never tolerate|will not tolerate|won't tolerate|not tolerate|zero tolerance|won't stand for|stand up against|stop saying|stop calling|stop using|has to stop|must stop|needs to stop|have to stop|need to stop|reflect|lost all respect|lost respect|speaks volumes|says more about|tells me everything|think again|apologise|apologize|apology|condemn|condemned|offended|offensive|hurtful|insulting|inexcusable|unforgivable|disagree|spread hate|hateful|how ignorant|that ignorant|so ignorant to|educate yourself|grow up|get help|back in|against violence|victims of|speak out}",
    '{disgusting|vile|awful|horrible|terrible|wrong|horrific|shameful|sick|disturbing|sickening|appalling|outrageous|despicable|ignorant|cruel|stupid|pathetic} {to|that} {say|think|believe|call|suggest|claim|see|hear|hate|treat|write|people|anyone|someone|you|some|still}',
    '{people|anyone|anybody|someone|somebody|those|men|everyone|whoever|politician|politicians|person} {who|that} {say|says|said|think|thinks|call|calls|called|hate|hates|hated|believe|believes|write|writes|wants|want|treats|treat|attack|attacks|use|uses|tell|tells|mock|mocks|kill|kills|hurt|hurts|target|targets}',
    '{call|calls|called|calling} {me|us|him|her|them|people|someone|my|somebody|anyone|anybody|others}',
  ),
  /** What says that the hostile words are one's own, though they sound like somebody else's. */
  hate_opinion: phrases(
    '{am i|is it|was i|would it be|why is it} {wrong|bad|crazy|the only one} {to|for|that|who} {think|thinks|thinking|say|saying|believe|want|hate|see|}',
    "{what's|what is|where is|where's} {the mistake|the problem|the harm|so bad|wrong} {in|with|about} {saying|thinking|believing|claiming}",
    '{i|we|i just|i really|i firmly|i strongly|i truly|i honestly|i do|i really do|i still} {say|think|believe|maintain|stand by|reckon}',
    "{in my opinion|if you ask me|to my mind|as far as|as i see it|the way i see it|from my|i am of the|imo|imho|let me tell you|i must say|i have to say|i am not afraid to say|everyone knows|everybody knows|we all know|the truth is|fact is|let's face it|no one can deny}",
  ),
  /** What says of a slur that it is one's own, or friendly. */
  hate_reclaim: phrases(
    "{my|our|fellow|real|all my|y'all|yall|hey|love my|proud|this} {nigga|niggas|niggaz|nigger|niggers|bitches|queers|fags|faggots|dykes|hoes|bad bitches}",
    "{i'm|i am|we're|we are|im|as|being|be|am|myself|ourselves|call myself|calling myself|calls me|called myself|identify as} {a|an|the|just a|also a|such a|still a|this|} {proud|big|total|real|bad|black|old|} {fag|fags|faggot|faggots|dyke|dykes|queer|queers|bitch|bitches|tranny|nigga|niggas|homo|hoe|slut|sluts|crip|cripple|whore|spaz}",
    '{fags|faggots|dykes|queers|bitches|niggas|hoes|sluts|trannies|crips} {like|such as} {me|us|myself}',
    'queer {rights|theory|studies|people|community|representation|liberation|culture|history|art|film|cinema|characters|character|youth|folks|eye|as folk|identity|identities|literature|activism|activists|pride|love|friends|person|woman|man|women|men|artists|couple|politics|spaces|kids|students}',
    '{bad|boss|baddest|hot|that|basic|resting} {bitch|bitches}',
    '{dykes|queers|sluts|fags|bitches} {on bikes|for|unite|against|rule|rock}',
    '{nigga|niggas} {know|we|be|got|killed|did|i|gotta|made|love|stay|is a genius|a genius}',
  ),
  /** A slur in a sense that has nothing to do with people. */
  hate_homonym: phrases(
    '{garden|gardening|weeding|dutch|metal|steel|long - handled|good|trusty} {hoe|hoes}',
    '{hoe|hoes} {out|for|the|and} {the|turning|weeding|ground|soil|rake|shovel|field|in}',
    '{dyke|dykes|dyked} {the|was|were|near|along|system|burst|holds|held|against|built|protects|around|wall|and|that|keeps|broke|in}',
    '{the|a|new|old|building|built|sea|earth|high|stone} {dyke|dykes}',
    '{faggots|faggot} {and peas|of|in gravy|at|from|with|for dinner|for the fire|to burn|on the fire}',
    '{rather|slightly|a bit|very|somewhat|quite|felt|feeling|feel|most|such a|a|how|bit} queer',
    'chink {in|of}',
    '{spotted|tar} dick',
    'queer {how|that|look|feeling|sensation|thing|sort|kind|the pitch|fish|habit|noise|taste}',
  ),
  /** Words with "no" or "not" in them that deny nothing. */
  hate_no_denial: phrases(
    'nothing {but|more than|less than}',
    'no {better|different|more|less|doubt|wonder|matter|surprise|good} {than|to|that|}',
    "{don't|do not|can't|cannot|not} {see|find|know|think of} {any|a|anything|} {difference|worse|more}",
    "{don't|do not|never} forget",
    '{not|none} {only|just|surprised}',
    "why {don't|not|can't|do|isn't|aren't}",
    "{isn't|aren't|don't|doesn't|wasn't|won't} {it|you|they|that|we|this|he|she|anyone|everyone|somebody|someone}",
    "can't {stand|wait|believe|bear|help|stomach|abide}",
    "i'm not {kidding|joking|lying|racist but|sexist but}",
    'no {offence|offense}',
    '{no one|nobody} {else|} {is|are|as|hates|despises} {as|so|more|} {filthy|dirty|stupid|dumb|lazy|bad|evil|vile|dishonest|ignorant|ugly|disgusting|more than|them|violent|cruel}',
  ),
} satisfies Record<string, PhraseList>

export const hateSets = {
  denial:
    "not no never nobody none neither nor don't doesn't didn't isn't aren't wasn't weren't won't wouldn't can't cannot couldn't shouldn't mustn't haven't hasn't dont doesnt isnt wont cant shouldnt without refuse refuses hardly against ain't prevent unacceptable",
  possessive: 'my your his her our their the this',
  hate_self: "i i'm im i've i'd i'll my me we we're we'll we've our us let's",
  they: "they they're they'll they've they'd them their theirs themselves it its she he her him his",
  you: "you your yours yourself yourselves u ur y'all",
} satisfies Record<string, string>

/** English words that are another word with a letter lost or two swapped. */
export const REAL_WORDS =
  'abomination aggressive alien animal annoying appalling arrogant arsehole assault asshole assholes attack attacked attacking back backs backward banned based bastard beast beat beats bender best beta black bled bleed blood bloody bong boon brainless brunt bullet bullets bullshit burden burn cage catholic cattle chat chats cheat chik chimp chin chink chip chips choke christian cleaned cleans clueless cocksucker coke colored cons cook cooks coon coons corrupt coward crappy created creature criminal cripple cripples cunt cuts dark darkie deaf decapitate degenerate demo demon demos depot despise detest deviant devil dick dickhead ding dirt disappear disease disgust douchebag down downed dummies duped dyke eliminate embarrassing enslave exclude execute expelled exterminate faces faggot faggotry faggots failure fair feces fees female feminazi feminist filth fogged fool fools foreigner freak freeloader fucker garage girl goat goddamn goddamned gook gooks gorilla gorillas grease greed greedy grid gross handicapped hate hated hats homo honk honkie horrible horrid hose hypocrite idiot illegal illegals illiterate imbecile immigrant immigrants immigration immoral insect insufferable invade invalid irrational jackass jihad jihadi kaffirs kike kill killed killing kills leech leeches lesbian liar ling loathe lose loser loses lowlife lunatic maggot midget mindless money moneys mongoloid mongrel monkey monster moon morn moron motherfucker mulatto murder murderer nigger niggers nonwhite noose nose nuke object oven paedophile pans parasite pedophile pedophiles pervert pets pick picks piss poof prick psych psycho pure purge quarantine queer queers race rape rapist redskin refuge refugee refugees remove reset retard rotten rubbish sake sakes sank savage saves scum scumbag shackle shameless shithead shitty shoot shooting shot sick sicken simpleton sink sinking sinks skank slapped slave slut smell smelly snake spic spics spineless stabbed stabbing stare stink stone strange strangle subhuman submissive suffer suffering suffocate sums tans tats terminate terrible terrorist terrorists thug thus torture traitor trannies tranny tron tumor turd twat undesirable unintelligent unit unnatural useless violet wanker weird weirdo wetback whipped white whore wipe wore worm worthless zombie'
