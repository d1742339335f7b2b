import type { PhraseList } from '../text/phrases.ts'

/** Words for groups that are often looked down upon (`down`) or up to (`up`), and first names that stand for them in stereotypes. */
export const groupSideLists = {
  group_side: {
    'race_ethnicity/down': [
      '{black|blacks|african|africans|african american|african americans|african - american|african - americans|negro|negroes|nigger|niggers|colored|brown|latino|latinos|latina|latinas|hispanic|hispanics|chicano|asian|asians|oriental|arab|arabs|native american|native americans|indian|indians|minority|minorities|gypsy|gypsies|chinks|chink|gook|gooks|spic|spics|middle eastern|eskimo|eskimos|aboriginal|ethnic|beaner|beaners|wetback|wetbacks|islander|samoan}',
      '{jamal|tyrone|deshawn|darnell|jerome|leroy|jermaine|terrell|marquis|lamar|tyrell|malik|rasheed|kareem|jamel|dante|deandre|trayvon|darius|reggie|cedric|shaniqua|lakisha|latoya|tamika|keisha|ebony|latisha|tanisha|shanice|aaliyah|imani|precious|diamond|kenya|monique|jasmine|shanequa|lashonda|juan|jose|carlos|miguel|jorge|pedro|luis|diego|javier|alejandro|garcia|rodriguez|hernandez|lopez|gonzalez|martinez|ramirez|sanchez|maria|guadalupe|rosa|consuela|juanita|carmen|esperanza|wang|chen|yang|chang|lee|kim|nguyen|li|wong|liu|zhang|huang|wu|won|ming|ling|joo|hiroshi|akira|yuki|patel|singh|raj|aisha|mohammed|muhammad|mohamed|ahmed|ali|hassan|hussein|abdul|fatima|omar|khalid|jamila|yasmin|abdullah|tran|jesus|kenji|sanjay|priya|apu|tyrese|shawn|tasha|jada|nia|rashad|demarcus|kwame|dashawn|laquisha}',
      "{jamal's|tyrone's|deshawn's|jerome's|shaniqua's|lakisha's|latoya's|keisha's|juan's|jose's|carlos's|maria's|diamond's|aisha's|wang's|chen's}",
    ],
    'race_ethnicity/up': [
      '{white|whites|caucasian|caucasians|european|europeans|anglo|european american|white american|white americans}',
      "{john|jake|jack|william|robert|james|carl|jason|brad|chad|todd|brett|scott|greg|tyler|connor|cody|dylan|johnathan|jonathan|brady|joseph|matthew|matt|adam|hunter|wyatt|luke|paul|bill|thomas|george|edward|henry|charles|richard|emily|claire|molly|amy|katie|madeline|katelyn|emma|anne|abigail|carly|jenna|heather|allison|meredith|carrie|kristen|sarah|marianne|edith|susan|megan|ashley|brittany|becky|karen|amanda|hannah|smith|johnson|williams|brown|jones|miller|davis|anderson|winston|todd's|jack's|claire's|emily's|john's|edith's|anne's}",
    ],
    'religion/down': [
      '{muslim|muslims|islam|islamic|moslem|jew|jews|jewish|judaism|hindu|hindus|buddhist|buddhists|sikh|sikhs|atheist|atheists|mormon|mormons|scientologist|hijab|turban|imam|mosque|koran|rabbi|pagan|wiccan|satanist|synagogue|catholic|catholics}',
    ],
    'religion/up': [
      '{christian|christians|christianity|protestant|protestants|baptist|methodist|church|bible|pastor|priest|lutheran|presbyterian}',
    ],
    'nationality/down': [
      '{mexican|mexicans|chinese|african|nigerian|nigerians|ethiopian|ethiopians|somali|indian|indians|pakistani|pakistanis|iraqi|iraq|iranian|iran|syrian|afghan|afghanistan|saudi|korean|koreans|japanese|vietnamese|filipino|filipinos|thai|russian|russians|polish|italian|italians|irish|cuban|cubans|haitian|haitians|puerto rican|colombian|colombians|guatemalan|salvadoran|immigrant|immigrants|refugee|refugees|foreigner|foreigners|foreign|illegals|alien|aliens|mexico|china|africa|nigeria|ethiopia|somalia|india|turkish|kenyan|kenya|jamaican|jamaicans|romanian|turks|brazilian|egyptian|north korean|migrant|migrants|ukrainian|german|germans|gypsies|third world}',
    ],
    'nationality/up': [
      '{american|americans|america|usa|british|english|canadian|canadians|canada|dutch|swedish|swiss|norwegian|danish|french|australian|australians|citizen|citizens|native|natives|locals|local|england|britain|us|european|switzerland|sweden|finnish|belgian|austrian}',
    ],
    'gender_and_sex/down': [
      "{she|her|hers|herself|she's|she'd|she'll|woman|women|girl|girls|female|females|lady|ladies|wife|wives|mother|mothers|mom|mum|daughter|daughters|sister|sisters|grandmother|grandma|aunt|niece|girlfriend|ma'am|mrs|miss|ms|bride|actress|waitress|queen|housewife|hostess|widow|transgender|trans|tranny|mary|jenny|susie|paula|marie|kelly|linda|patricia|barbara|jennifer|elizabeth|lisa|nancy|betty|sandra|donna|carol|michelle|laura|anna|amy|rachel|jane|sally|kate|woman's|women's|girl's|wife's|mother's|mary's|sarah|julia|julie|christine|kathy|helen|diane|alice|grace|rose|kimberly|melissa|stephanie|rebecca|martha|gloria|tina|cindy|sophie|sophia|olivia|isabella|mia|chloe|lucy|jill|kim}",
    ],
    'gender_and_sex/up': [
      "{he|him|his|himself|he's|he'd|he'll|man|men|boy|boys|male|males|gentleman|gentlemen|husband|husbands|father|fathers|dad|son|sons|brother|brothers|grandfather|grandpa|uncle|nephew|boyfriend|sir|mr|groom|actor|waiter|king|guy|guys|dude|cisgender|tim|shane|jim|kevin|steve|stephen|mark|mike|michael|david|daniel|peter|bob|tom|joe|dan|ben|sam|frank|gary|larry|jeff|eric|andrew|josh|ryan|kyle|brian|ron|roger|ken|walter|harry|fred|man's|men's|boy's|husband's|father's|paul|john|jake|bill|robert|george|william|james|charles|tony|nick|alex|chris|max|oliver|oscar|leo}",
    ],
    'sexual_orientation/down': [
      '{gay|gays|lesbian|lesbians|homosexual|homosexuals|queer|queers|bisexual|bisexuals|fag|fags|faggot|faggots|dyke|dykes|sissy|homo|lgbt|transvestite|drag queen|drag queens|boyfriends}',
    ],
    'sexual_orientation/up': ['{straight|heterosexual|heterosexuals|hetero}'],
    'ability/down': [
      "{disabled|disability|disabilities|handicapped|cripple|crippled|retard|retards|retarded|autistic|autism|deaf|blind|mute|wheelchair|paraplegic|mentally ill|mental illness|mental|bipolar|schizophrenic|schizophrenia|depressed|depression|anxiety|down syndrome|down's|special needs|adhd|add|ocd|dyslexic|dyslexia|stutter|stuttering|lame|insane|crazy|psychotic|psycho|midget|dwarf|special|slow|epileptic|limp|crutches|alzheimer's|dementia|addict|alcoholic|illness|ill|diseased|challenged|impaired|cancer|diabetic}",
    ],
    'ability/up': ['{able - bodied|healthy|normal|fit|sane|smart|genius|athlete|able|gifted|fine|well|intelligent}'],
    'age/down': [
      '{old|older|elderly|senior|seniors|aged|aging|grandma|grandpa|grandmother|grandfather|grandparent|grandparents|retired|seventy|eighty|ninety|80|70|90|75|85|60|65|senile|geezer|boomer|boomers|granny|teenager|teenagers|teenage|teen|teens|kid|kids}',
    ],
    'age/up': [
      '{young|younger|youthful|adult|adults|middle - aged|middle aged|thirty|twenty|forty|25|30|20|35|40|grown|mature}',
    ],
    'body_type/down': [
      '{fat|obese|overweight|chubby|ugly|plump|heavy|heavyset|short|bald|pimples|acne|unattractive|hideous|redhead|redheaded|ginger|scrawny|big|large|skinny|wrinkled|hairy|stout|tattooed|tattoos|blonde|blond|blondes|freckles|scar|scarred|braces|glasses|tiny|little|smelly|gross}',
    ],
    'body_type/up': [
      '{thin|slim|slender|skinny|attractive|beautiful|handsome|pretty|gorgeous|tall|fit|trim|athletic|muscular|lean|good - looking|cute|brunette|brunettes|model|petite|dark - haired}',
    ],
    'socioeconomic_class/down': [
      '{poor|poorer|homeless|broke|working - class|low - income|blue - collar|janitor|janitors|maid|unemployed|ghetto|hillbilly|hillbillies|redneck|rednecks|hobo|bum|bums|beggar|trailer park|trailer trash|welfare|farmer|farmers|peasant|peasants|mechanic|cashier|waitress|waiter|plumber|servant|laborer|laborers|factory worker|dropout|inner - city|projects|southerner|southerners|fast food|construction worker|truck driver|cleaning lady|immigrant|uneducated|street|slum|apartment}',
    ],
    'socioeconomic_class/up': [
      '{rich|wealthy|wealthier|affluent|upper - class|millionaire|billionaire|doctor|doctors|lawyer|lawyers|ceo|banker|executive|executives|businessman|businessmen|professor|office worker|white - collar|politician|engineer|well - off|privileged|elite|middle - class|professional|professionals|educated|entrepreneur|accountant|scientist|architect|dentist|surgeon|mansion|trust fund|suburban|new yorkers|northerners|manager|owner}',
    ],
  },
} satisfies Record<string, PhraseList>
