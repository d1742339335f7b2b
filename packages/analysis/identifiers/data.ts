import { phrases, words, type PhraseList } from '../text/phrases.ts'

const GIVEN_NAMES =
  'aaron abby abdul abigail adam adrian adriana agnes ahmed aidan aisha alan albert alejandro alex alexa alexander alexandra alexis alfred ali alice alicia alisha alison allen allison alyssa amanda amelia amir amy ana andre andrea andrew andy angela angelica angie anita ann anna anne annette annie anthony antonio ariana arthur ashley audrey ava barbara barry becky belinda ben benjamin bernard bernice beth bethany betty beverly billy blake bob bobby bonnie brad bradley brandi brandon brandy breanna brenda brendan brent brett brian brianna bridget brittany bruce bryan bryce byron caitlin caleb calvin cameron candace candice carl carla carlos carmen caroline carolyn carrie casey cassandra cassie catherine cathy cecilia cesar charlene charles charlie charlotte chelsea cheryl cheyenne chloe chris christina christine christopher cindy claire clara clarence claudia clayton cody colin colleen connie connor corey cory courtney craig cristina curtis cynthia daniel danielle danny darlene darrell darren darryl dave david deanna debbie deborah debra denise dennis derek derrick desiree devin devon diana diane diego dmitri dolores dominic donald donna doris dorothy doug douglas dustin dwayne dylan ebony eddie edgar edith eduardo edward edwin eileen elaine elena eleanor elijah elizabeth ella ellen elsa emily emma emmanuel eric erica erik erika erin ernest esther ethan eugene eva evan evelyn fatima felicia felix fernando fiona frances francis francisco fred frederick gabriel gabriela gabrielle gail gareth gary geoffrey george gerald geraldine gilbert gina giovanni gladys glenda gloria gordon greg gregory gretchen gwen hailey hannah harold harry hassan hayley heidi helen henry herbert holly howard hugh ian ibrahim imran ingrid irene isaac isabel isabella isaiah ivan jackie jackson jaclyn jacob jacqueline jake jamal james jamie jane janet janice jared jason javier jeff jeffery jeffrey jenna jennifer jenny jeremiah jeremy jerome jerry jesse jessica jessie jesus jill heather jim jimmy jo joan joann joanna joanne jodi joe joel joey john johnathan johnny jon jonathan jorge jose joseph josh joshua joyce juan juanita judith judy julia julian julie justin kaitlin kaitlyn karen kari karina karl karla kate katelyn katherine kathleen kathryn kathy katie katrina kayla keisha keith kelly kelsey ken kendra kenneth kerry kevin kiara kim kimberly kirk kirsten krista kristen kristi kristin kristina kristine kristopher kristy krystal kurt kyle lamar larry latasha latoya laura lauren laurie leah leila leon leonard leroy leslie levi liam linda lindsay lindsey lisa logan loretta lori lorraine louis louise lucas lucy luis luke lydia lynn mackenzie madeline madison maggie malik manuel marc marcia marco marcus margaret maria mariah marie marilyn mario marisa marissa marlene martha martin marvin mary maryam mateo mathew matt matthew maureen maurice mckenzie meagan megan meghan melanie melinda melissa melvin mercedes meredith michael micheal michele michelle miguel mikayla mike mildred mindy miranda misty mitchell mohamed mohammed molly monica monique morgan muhammad nancy naomi natalie natasha nathan nathaniel neil nicholas nicolas nicole nina noah noor nora norman olga oliver olivia omar oscar pablo paige pam pamela patricia patrick paul paula pedro peggy perry peter phil philip phillip phyllis preston priscilla priya rachel rafael raj ralph ramon raquel raymond rebecca regina renee rhonda ricardo richard rick ricky rita robert roberta roberto rodney roger roland ron ronald ronnie rosa rosie roy russell ruth ryan sabrina sally sam samantha samuel sandra santiago sara sarah sasha scott sean selena sergio seth shane shannon sharon shaun shawn shawna sheena sheila shelby shelley sherri sherry shirley sofia sonia sonya sophia sophie stacey stacie stacy stanley stephanie stephen steve steven stuart summer susan suzanne sydney sylvia tabitha tamara tammy tanya tara tasha ted teresa terrance terrence terri terry thelma theodore theresa thomas tiffany tim timothy tina toby todd tom tommy toni tony tonya tracey traci tracie tracy travis trevor tricia troy tyler tyrone valerie vanessa veronica vicki vickie victor vincent vivian walter wanda warren wayne wendy wesley whitney william willie xavier yesenia yolanda yusuf yvette yvonne zachary zoe'

/** Cues and words that the identifier detector looks for. All written for TechDeck; sources are named in card.md. */
export const identifierLists = {
  form_lead: { at: ['@'], web: ['{http|https|www}'], colon: [':'], plus: ['+'] },
  id_cue: {
    ssn: [
      'social security number',
      'social security',
      'my social {is|was|number}',
      'ssn',
      '{last four|last 4} of {my|the|your} {social|ssn}',
    ],
    medical_record_number: [
      'mrn',
      'mr',
      '{medical|health|patient} record {number|no|id|}',
      'chart {number|no|says|reads|is|}',
      'record number',
      '{patient|hospital|clinic} {number|id}',
      'case {number|no}',
      'specimen {number|id}',
    ],
    health_plan_number: [
      '{insurance|medicare|medicaid|health plan|plan|policy|subscriber|beneficiary|group} {id|number|no|card number|card|policy}',
      '{member|membership} {id|number|no}',
      'insurance is',
    ],
    account_number: [
      '{credit|debit|bank|} card {number|no} {is|}',
      '{credit|debit|bank} card',
      '{bank|checking|savings|} account {number|no|id} {is|}',
      '{bill|billed|debit|credit|charge|charged|my|bank|checking|savings|from|to} account',
      'card {ending|ends|ended} {in|with|}',
      'account {is|ending in}',
      'routing {number|no|}',
      'iban',
      'sort code',
    ],
    license_number: [
      '{license|licence} {number|no|id|is|}',
      "driver's {license|licence} {number|no|is|}",
      'drivers {license|licence} {number|no|is|}',
      '{dea|npi} {number|no|}',
      '{passport|certificate|visa|registration} {number|no}',
      'passport is',
    ],
    vehicle_identifier: [
      '{license|licence|number|} {plate|plates} {number|no|is|are|reads|says|}',
      '{tag|registration} is',
      'vin {number|}',
      'vehicle {identification|id} {number|}',
    ],
    device_identifier: [
      '{serial|device|model|implant} {number|no|id|is}',
      'serial',
      '{imei|udi} {number|}',
      '{pacemaker|pump|monitor|implant|phone} {serial|id} {number|}',
      '{device|hardware|mac} {identifier|address}',
      '{pacemaker|pump|monitor|implant|phone|hearing aid} {identifier|serial}',
    ],
    // What follows as "number", "id" or "is" is passed over.
    biometric: [
      '{voiceprint|voice print|fingerprint|finger print|thumbprint|palm print|retina|iris|face|biometric|dna|genome} {id|identifier|number|record|template|profile|code}',
      '{fingerprint|retina|retinal|iris|face|facial|biometric|dna|palm} {scan|sample|template|id} {id|identifier|number|record|template|code}',
    ],
    other_unique_identifier: [
      '{employee|student|badge|inmate|booking|ticket|confirmation|case|claim|docket|order|reference|tracking|military|service} {id|number|no}',
    ],
  },
  handle_cue: phrases(
    '{i post|i go by|i stream|find me|add me|follow me|message me|dm me|look me up|he posts|she posts} {as|at|under}',
    'post as',
    '{my|his|her|their|your} {handle|username|user name|screen name|gamertag|gamer tag|insta|instagram|snap|snapchat|twitter|tiktok|discord|reddit|login|user id} {is|name is|handle is|was}',
    "{on|my} {instagram|insta|snapchat|snap|twitter|tiktok|discord|reddit|telegram} {as|is|at|under|it is|i am|i'm}",
  ),
  given: words(GIVEN_NAMES),
  digit_word: words('zero oh o nought one two three four five six seven eight nine double triple niner'),
  spoken_domain: phrases('dot {com|net|org|edu|gov|io|co|me|info}'),
  mail_provider: phrases('at {gmail|yahoo|hotmail|outlook|icloud|aol|protonmail|g mail}'),
  image_file: phrases('. {jpg|jpeg|png|heic|heif|gif|tif|tiff|bmp}'),
  domain: phrases('. {com|net|org|edu|gov|io|co|me|info|app|dev|uk|ca|au|de|us}'),
  phone_cue: phrases(
    '{my|his|her|the|their|your|our} {number|phone|phone number|cell|cell number|mobile|mobile number|home number|work number|telephone number} {is|was|}',
    '{phone|call|text|ring|reach|tel|telephone|cell|mobile|dial} {me|him|her|us|them|} {at|on|}',
    '{number|phone|tel|cell|mobile} {is|}',
    '{registered|contact|callback|emergency} {number|phone|mobile|line|} {is|}',
    '{office|desk|direct|home|work} {number|phone|line|} {is|:}',
    '{messages to|answering at|texts to|calls to|calls from|text from|calling from}',
  ),
  fax_cue: phrases('fax', 'fax number', 'fax {is|it to|to}'),
  zip_cue: phrases('{zip|postal|post} {code|codes} {is|was|}', 'zip {is|}', 'zipcode {is|}', 'postcode {is|}'),
  age_cue: phrases('{age|aged} {of|}', 'years old', 'year old', 'year - old', 'years of age', 'yo', 'y / o'),
  name_cue: {
    name: [
      "{my|his|her|their|your|the|patient|client|son's|daughter's|husband's|wife's|mother's|father's|boss's|full|first|last|middle|maiden|married} name is",
      "{my|his|her|their|your} name's",
      'name is',
      'name was',
      '{named|called|nicknamed}',
      '{call|calls|called|calling} {me|him|her}',
      '{go|goes|going} by',
      '{signed|sincerely|regards|signing off} ,',
      'signing off ,',
      'name :',
    ],
    introduction: [
      "{i'm|im|i am|this is|speaking with|speaking to|spoke with|spoke to|talked to|met|meet} {,|}",
      '{thank you|thanks|hi|hello|hey|dear|goodbye|bye|welcome} {,|there ,|}',
      'named after',
    ],
    identity: ["{it is|it's|its|that's|here is|here's} {,|}", '{patient|client|speaker} :'],
    title: [
      '{dr|mr|mrs|ms|mx|prof|rev|sgt|lt|capt|fr|sr} .',
      '{dr|mr|mrs|ms|mx|doctor|miss|professor|reverend|pastor|rabbi|imam|judge|officer|sergeant|detective|captain|nurse|coach|principal|aunt|auntie|aunty|uncle|grandma|grandpa|nana}',
      'father',
    ],
  },
  place_cue: {
    strong: [
      '{live|lives|lived|living|reside|resides|stay|stays|staying|grew up|raised|born|based} {in|near|outside|outside of|around|by|over in|out in|down in|up in}',
      '{move|moved|moving|relocated|relocating|commute|commuting|drive|drove|driving|flew|travelled|traveled} {to|from|back to|out to|down to|up to|over to}',
      'the drive from',
      "{come|comes|came|coming|am|i'm|is|are|originally} from",
      '{hometown|home town|city|town|village} {is|of|was}',
      '{house|home|apartment|flat|place|office|clinic|family|job|school|hospital} in',
    ],
    weak: ['{in|near|from|around|outside|to}'],
  },
  employer_cue: phrases(
    '{work|works|worked|working} {at|for|over at|down at|with}',
    '{job|position|shift|shifts|internship|interview|manager|supervisor|nurse|teacher|clerk|engineer|cashier|driver} {at|with}',
    '{employed|hired|fired|laid off|let go} {by|at|from}',
    '{employer|company} {is|was|,|called}',
    '{started|start|quit|quitting|interning|volunteer|volunteering} at',
  ),
  school_cue: phrases(
    '{go|goes|going|went|student|studying|study|studies|studied|enrolled|teach|teaches|teaching|taught|senior|junior|freshman|sophomore|graduated|degree|class|classes|transferred} {to|at|from}',
    '{attend|attends|attended|attending}',
    '{treated|admitted|hospitalized|hospitalised|inpatient|outpatient|patient|rehab|detox} {at|to}',
  ),
  month: {
    sure: [
      'january',
      'february',
      'april',
      'june',
      'july',
      'august',
      'september',
      'october',
      'november',
      'december',
      'jan',
      'feb',
      'apr',
      'jun',
      'jul',
      'aug',
      'sep',
      'sept',
      'oct',
      'nov',
      'dec',
    ],
    open: ['march', 'may', 'mar'],
  },
  address_cue: phrases(
    '{live|lives|lived|living|stay|staying|reside} at',
    '{address|home address|street address|mailing address} {is|was|:|}',
    '{house|place|apartment} {is|at}',
  ),
} satisfies Record<string, PhraseList>

export const identifierSets = {
  spoken_digit: 'zero oh o nought one two three four five six seven eight nine double triple niner',
  mail_word: 'email emails mail address',
  ordinal_word:
    'first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth thirtieth twenty thirty',
  date_lead: 'on by since until till from born dated date dob due of was is before after',
  unit_of_measure:
    'percent pounds lbs kilos kg degrees dollars bucks pills mg milligrams miles minutes minute hours hour days day weeks week months month times times units calories points out cigarettes drinks beers feet inches mph',
  id_filler: 'is was number no id its the of ending in says reads are my that be',
  credential:
    'lcsw lmft lpc lmhc lcpc lmsw msw md do phd psyd dds dmd rn np aprn pmhnp dvm esq jr sr ii iii iv ma mft bcba cadc',
  weekday:
    'monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun mondays tuesdays wednesdays thursdays fridays saturdays sundays',
  person:
    "i i'm im he she he's she's they who mother father mom mum mommy dad daddy grandmother grandfather grandma grandpa grandmum granny nana gran nan aunt uncle wife husband brother sister patient client man woman lady gentleman neighbor neighbour friend resident",
  be: "is am was be turned turns turning i'm im he's she's just almost nearly about now",
  street:
    'street st road rd avenue ave av drive dr lane ln court ct place pl boulevard blvd way parkway pkwy circle cir terrace ter trail trl square sq highway hwy route run fork forks manor groves grove camp junction junctions forge forges stream streams pike crossing crossings bypass rapid rapids mill mills flat flats fall falls mall cove coves pine pines wall walls alley annex bend bluff bluffs branch bridge brook brooks burg cape canyon causeway center centers cliff cliffs club common commons corner corners course creek crest crescent curve dale dam divide estate estates expressway extension field fields ford fords forest fort freeway garden gardens gateway glen glens green greens harbor haven heights hill hills hollow inlet island islands isle key keys knoll knolls lake lakes landing light lights loaf lock locks lodge loop meadow meadows mews mission motorway mount mountain neck orchard oval overpass park parks pass passage path plain plains plaza point points port ports prairie radial ramp ranch rest ridge ridges river shoal shoals shore shores skyway spring springs spur spurs station stravenue summit throughway trace track trafficway tunnel turnpike underpass union unions valley valleys via viaduct view views village villages ville vista walk walks well wells close drove',
  street_strong:
    'street st road rd avenue ave drive dr lane ln court ct boulevard blvd parkway pkwy terrace highway hwy crescent close',
  street_direction: 'n s e w north south east west ne nw se sw',
  unit: 'apt apartment suite ste unit floor room flat lot box',
  school_word: 'elementary school college university academy institute kindergarten preschool',
  place_word:
    'hospital clinic church temple mosque synagogue center centre medical prison jail shelter library gym park',
  place_kind:
    'high middle community primary secondary grammar state medical general memorial regional county city baptist methodist lutheran psychiatric',
  org_word: 'inc llc ltd corp co plc group company gmbh sons partners associates holdings industries bank',
  place_prefix: 'new port lake south north east west saint st san santa los las el la fort mount mt upper lower great',
  state:
    'alabama alaska arizona arkansas california colorado connecticut delaware florida georgia hawaii idaho illinois indiana iowa kansas kentucky louisiana maine maryland massachusetts michigan minnesota mississippi missouri montana nebraska nevada ohio oklahoma oregon pennsylvania tennessee texas utah vermont virginia washington wisconsin wyoming hampshire jersey mexico york carolina dakota rhode puerto',
  state_code:
    'al ak az ar ca co ct de fl ga hi id il in ia ks ky la me md ma mi mn ms mo mt ne nv nh nj nm ny nc nd oh ok or pa ri sc sd tn tx ut vt va wa wv wi wy dc',
  country:
    'america usa us uk eu england scotland wales ireland britain canada australia zealand france germany spain italy portugal greece turkey poland russia ukraine sweden norway denmark finland iceland netherlands holland belgium austria switzerland hungary romania bulgaria serbia croatia bosnia albania china japan korea taiwan vietnam thailand cambodia laos philippines indonesia malaysia singapore india pakistan bangladesh nepal afghanistan iran iraq syria lebanon israel palestine jordan egypt morocco algeria tunisia libya sudan ethiopia eritrea somalia kenya uganda tanzania rwanda nigeria ghana cameroon congo angola zimbabwe zambia mozambique namibia botswana brazil argentina chile peru colombia venezuela ecuador bolivia paraguay uruguay guatemala honduras nicaragua salvador panama cuba haiti jamaica dominican europe asia africa antarctica midwest',
  method_name:
    'beck rogers rosenberg linehan ellis freud jung maslow bowlby erikson piaget miller rollnick prochaska diclemente young yalom perls minuchin satir gottman hayes shapiro skinner pavlov kabat zinn hamilton zung ainsworth adler bandura winnicott klein kohut frankl bowen haley schwartz siegel neff levine brown kubler ross epworth hare conners vanderbilt edinburgh columbia montgomery asberg rorschach socrates wechsler stanford binet young mania apgar glasgow myers briggs minnesota',
  method_word:
    'inventory scale therapy therapies approach approaches theory model method technique techniques cognitive humanistic self esteem centered centred style school test index questionnaire work books book wrote writes says argues described scales severity depression anxiety hierarchy triad criteria trial institute studies study protocol interview assessment',
  stop_word:
    'the you your she they and but what who how when why did does was are has have can not yes well okay i he it that this there here then',
  relation:
    'son daughter sister brother husband wife partner boyfriend girlfriend friend friends boss manager coworker colleague supervisor neighbor neighbour roommate flatmate cousin nephew niece uncle aunt mother father mom mum dad grandmother grandfather therapist counselor counsellor psychiatrist psychologist doctor nurse teacher coach fiance fiancé fiancee fiancée ex stepson stepdaughter stepdad stepmom stepfather stepmother godson goddaughter grandson granddaughter baby kid dog cat client patient sponsor officer worker landlord mate girl boy bestie buddy named called',
  // Words that are capitalised or follow a cue in ordinary talk and are no names.
  never_name: `
    dr mr mrs ms mx prof rev sgt lt jr sr super
    i i'm i'd i'll i've a an the this that these those it its it's he she we they you me him her us them who what when where why how which whose
    my your his our their mine yours ours theirs one two three four five six seven eight nine ten first second third last next
    and or but so if then than as at by for from in into of off on onto out over to up with without about after again against all also always am any are
    aren't around away back be because been before being below between both can can't cannot could couldn't did didn't do does doesn't doing don't down during each
    either else enough even ever every everybody everyone everything few further get gets getting go goes going gone got had hadn't has hasn't have haven't having here
    here's him how's however just kind know knows let let's like likely little lot lots many maybe more most much must mustn't need needs never no nobody none nope nor not nothing now
    often okay ok once only other others otherwise ought perhaps please possibly pretty probably quite rather real really right said same say says see seen several shall should shouldn't since some somebody
    someone something sometimes somewhere soon sort still such sure take tell thank thanks that's then there there's these they're they've thing things think though through till today together tomorrow
    tonight too try trying under until upon used usually very want wants was wasn't way we'd we'll we're we've well went were weren't what's whatever when's where's whether while who's will won't would
    wouldn't yeah yep yes yesterday yet you'd you'll you're you've yup uh um hmm mm mhm hm ah oh aw wow huh mmm mmh mmhmm hi hello hey bye goodbye welcome
    good bad great fine nice happy sad sorry glad tired angry mad anxious depressed nervous scared afraid worried stressed upset hurt lonely alone lost done ready able unable sick ill well better worse best worst
    new old young big small hard easy late early busy free full empty true false wrong married single divorced pregnant straight gay bi trans hungry sober clean drunk high low
    curious interested confident concerned confused grateful proud ashamed guilty embarrassed hopeful hopeless helpless worthless excited exhausted overwhelmed frustrated
    wondering hearing feeling thinking saying asking looking talking calling working living coming making seeing hoping using taking being having hoping guessing assuming
    basically actually obviously honestly absolutely definitely exactly certainly totally completely especially generally mostly nearly almost already anyway anyways though
    doctor doc nurse therapist counselor counsellor client patient mom mum mommy mama mother dad daddy papa father grandma grandpa grandmother grandfather sister brother aunt uncle son daughter husband wife sir ma'am maam madam miss mister
    god jesus christ lord allah buddha christmas easter thanksgiving halloween hanukkah ramadan eid passover diwali kwanzaa valentine's new year's
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december
    english spanish french german italian chinese japanese korean russian arabic portuguese hindi dutch latin american british canadian mexican australian indian african asian european irish scottish
    christian catholic muslim jewish buddhist hindu mormon islamic protestant democrat republican black white hispanic latino latina native
    internet facebook instagram twitter snapchat tiktok youtube google netflix zoom skype reddit discord whatsapp amazon uber tv pc ptsd ocd adhd cbt dbt act emdr mi ifs aa na er icu dui dwi gp gps md phd
    prozac zoloft lexapro celexa paxil xanax ativan klonopin valium wellbutrin effexor cymbalta abilify seroquel lithium lamictal adderall ritalin vyvanse concerta ambien trazodone suboxone methadone
    tylenol advil aspirin ibuprofen metformin insulin immodium imodium zyprexa risperdal buspar remeron depakote strattera
    phq gad dsm icd audit ace
    chuckles laughs laughing crosstalk inaudible unintelligible pause sighs sigh
    part head start state states united university college school high middle elementary hospital clinic court church police army navy marines
    virginia victoria
    hang hold wait stop start listen look sounds sound seems tell talk stay stand come call give keep put set turn
    people person man woman guy guys girl girls boy boys kid kids child children baby family friend friends everyone's somebody's
    yours truly sincerely regards love best dear team side sake course least
    `,
  // Given names that are also words; they count only after a cue, never alone.
  ambiguous_name:
    'will may mark grace hope faith joy rose bill art virginia chase drew jack april june august dawn summer autumn amber ruby pearl jade iris lily daisy violet ivy hazel olive ginger sandy crystal gene frank guy pat sue rob nick ray jay lee jean dale glen cliff dean earl duke rich rusty buddy bud max angel christian destiny trinity charity patience prudence harmony melody carol holly robin wren brook brooke savannah sierra dakota montana paris london austin dallas houston jordan israel chad georgia carolina florence victoria miles hunter mason carter parker taylor cooper skip chip penny sunny star stormy rain kitty candy cherry peach bear wolf hawk tiger chuck dick randy major sterling norm ward van don jasmine sage reed rowan ash basil rosemary cedar forest river skye sky storm noble king prince bishop pope abbey gay happy mercy',
  given_name: GIVEN_NAMES,
} satisfies Record<string, string>
