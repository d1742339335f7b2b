import type { AxisWords } from './form.ts'

/** Countries' people, counted together by region where a single country is rarely named. */
export const nationality = {
  american: { sure: 'americans', said: 'american', open: 'u.s.; american; us; north american' },
  mexican: { sure: 'mexicans; mexican-american; mexican-americans', said: 'mexican' },
  chinese: {
    sure: 'chinese {people|man|woman|guy|girl|family|person}; chinese-american; chinese-americans; american-born chinese; british-born chinese',
    said: 'chinese',
    open: 'hongkonger; hong kong',
  },
  indian: { sure: 'indians; indian-american; indian-americans; asian indian', said: 'indian' },
  north_american: {
    sure: 'canadians; quebecers',
    said: 'canadian',
    open: 'quebecois; québécois; newfoundland; greenlandic; bermudian',
  },
  british_or_irish: {
    sure: 'brits; britons; englishman; englishwoman; irishman; irishwoman; scotsman; scots; welshman; irish-american',
    said: 'british; english; scottish; irish; welsh',
    open: 'manx; northern irish; cornish',
  },
  european: {
    sure: 'germans; russians; poles; italians; frenchman; frenchmen; frenchwoman; dutchman; swedes; danes; norwegians; finns; greeks; spaniards; ukrainians; romanians; hungarians; austrians; belgians; czechs; croats; serbs; bosnians; albanians; bulgarians; {german|italian|polish|russian|greek|french|swedish|dutch|norwegian|ukrainian|portuguese|armenian|irish}-{american|americans|canadian}',
    said: 'german; french; italian; spanish; portuguese; greek; polish; russian; ukrainian; romanian; dutch; swedish; norwegian; danish; finnish; swiss; austrian; belgian; czech; hungarian; bulgarian; serbian; croatian; albanian; bosnian; slovak; slovakian; slovenian; macedonian; montenegrin; kosovan; kosovar; lithuanian; latvian; estonian; belarusian; moldovan; icelandic; maltese; cypriot; armenian; georgian; azerbaijani; azeri; luxembourgish',
    open: 'soviet; yugoslavian; yugoslav; catalan; basque; flemish; sicilian; andorran; monegasque; liechtensteiner; chechen; prussian; czechoslovakian; bavarian; faroese; crimean',
  },
  latin_american: {
    sure: 'guatemalans; hondurans; salvadorans; colombians; venezuelans; brazilians; peruvians; argentines; ecuadorians; nicaraguans; chileans; {guatemalan|salvadoran|honduran|colombian|venezuelan|brazilian|peruvian|ecuadorian|nicaraguan|argentine|chilean|panamanian|bolivian}-{american|americans}',
    said: 'brazilian; colombian; venezuelan; peruvian; chilean; argentinian; argentine; argentinean; ecuadorian; ecuadorean; bolivian; paraguayan; uruguayan; guatemalan; salvadoran; salvadorean; honduran; nicaraguan; costa rican; panamanian; belizean; guyanese; surinamese',
  },
  caribbean: {
    sure: 'haitians; cubans; jamaicans; dominicans; puerto ricans; {cuban|haitian|jamaican|dominican|puerto rican}-{american|americans}; boricuas; nuyoricans',
    said: 'cuban; haitian; jamaican; dominican; puerto rican; trinidadian; barbadian; bajan; bahamian; grenadian; antiguan; st lucian; saint lucian; tobagonian; kittitian; martinican',
    open: 'caymanian; aruban; curaçaoan; vincentian',
  },
  east_asian: {
    sure: 'koreans; taiwanese people; {japanese|korean|taiwanese|mongolian}-{american|americans}',
    said: 'japanese; korean; south korean; north korean; taiwanese; mongolian; macanese',
  },
  southeast_asian: {
    sure: 'filipino; filipinos; filipina; filipinas; filipinx; {vietnamese|filipino|filipina|thai|cambodian|laotian|burmese|indonesian|hmong|malaysian}-{american|americans}',
    said: 'vietnamese; thai; indonesian; malaysian; singaporean; cambodian; laotian; burmese; bruneian; timorese; east timorese',
    open: 'lao; khmer; myanma; philippine',
  },
  south_asian: {
    sure: 'pakistanis; bangladeshis; nepalis; sri lankans; {pakistani|bangladeshi|sri lankan|nepali|nepalese}-{american|americans}',
    said: 'pakistani; bangladeshi; nepali; nepalese; sri lankan; bhutanese; maldivian',
    open: 'kashmiri',
  },
  middle_eastern: {
    sure: 'iranians; iraqis; syrians; turks; afghans; israelis; palestinians; saudis; egyptians; lebanese people; {iranian|iraqi|syrian|lebanese|palestinian|egyptian|turkish|afghan|israeli|jordanian|yemeni|persian}-{american|americans}',
    said: 'iranian; iraqi; syrian; lebanese; turkish; israeli; palestinian; saudi; afghan; jordanian; yemeni; kuwaiti; qatari; omani; bahraini; emirati; egyptian; saudi arabian; yemenite; afghani',
    open: 'kazakhstani; uzbekistani; turkmen; kyrgyz; tajikistani',
  },
  african: {
    sure: 'nigerians; somalis; ethiopians; kenyans; ghanaians; {nigerian|ghanaian|ethiopian|kenyan|somali|liberian|eritrean|south african|moroccan|sudanese}-{american|americans}',
    said: 'nigerian; ghanaian; kenyan; ethiopian; somali; eritrean; south african; moroccan; algerian; tunisian; libyan; sudanese; south sudanese; ugandan; tanzanian; rwandan; burundian; congolese; zimbabwean; namibian; zambian; malawian; mozambican; angolan; senegalese; gambian; liberian; sierra leonean; ivorian; malian; cameroonian; gabonese; botswanan; motswana; togolese; beninese; nigerien; chadian; mauritanian; mauritian; malagasy; cape verdean; guinean; burkinabe; djiboutian; swazi; basotho; comoran; seychellois; equatorial guinean',
  },
  oceanian: {
    sure: 'australians; new zealanders; kiwis; aussies; {samoan|tongan|fijian|australian}-{american|americans}',
    said: 'australian; aussie; new zealander',
    open: 'kiwi; solomon islander; vanuatuan; palauan; nauruan; tuvaluan; i-kiribati',
  },
  stateless: { sure: 'hyphenated american', open: 'multinational; binational; bicultural; cross-cultural' },
} satisfies AxisWords
