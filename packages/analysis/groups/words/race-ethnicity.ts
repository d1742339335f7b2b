import type { AxisWords } from './form.ts'

export const raceEthnicity = {
  black: {
    sure: 'african-american; african-americans; black {people|folks|lives|person|man|men|woman|women|american|americans|community|kid|kids|guy|guys|girl|girls|boy|boys|family|families|youth}; blacks; afro-caribbean; afro-american; afro-american; afro-latino; afro-latina; afro-latinx; sub-saharan african; negro; negroes; coloured people; black british; west african; east african',
    said: 'black',
    open: 'african; west indian; bantu; zulu; yoruba; igbo; hausa; maasai; xhosa; creole; garifuna; gullah; afro-european; afro-asian; black-presenting; dark-skinned black; blasian; nubian; moorish; afro-brazilian; north african; berber; ebony',
  },
  white: {
    sure: 'caucasian; caucasians; whites; white {people|folks|trash|man|men|woman|women|person|american|americans|guy|guys|girl|girls|boy|boys|kid|kids|family}; european-american; european-americans; anglo-saxon; wasp; euro-american',
    said: 'white',
    open: 'european; anglo; nordic; slavic; celtic; germanic; scandinavian; mediterranean; aryan; white-passing; white-presenting; latin-european; eastern european; western european; northern european; southern european; anglo-american; balkan; baltic; gaelic; cajun; acadian; appalachian; white ethnic; non-hispanic white',
  },
  hispanic: {
    sure: 'latina; latino; latinos; latinas; latinx; latine; hispanic; hispanics; chicano; chicana; chicanos; chicanx; mestizo; mestiza; latin american; latin americans; tejano; tejana; hispano; hispanic-american; latino-american; nuyorican; boricua',
    open: 'latin; iberian; south american; central american; spanish-speaking; ibero-american; mulatto; mulatta; non-hispanic; afro-cuban; caribbean',
  },
  asian: {
    sure: 'asian-american; asian-americans; asians; asian {people|man|men|woman|women|person|guy|guys|girl|girls|kid|kids|family|families}; aapi; apida; orientals; {east|south|southeast|south-east|central|west|north} asian; {east|south|southeast|south-east|central} asians; british asian; south-asian-american; desi; desis; hmong; uyghur; uighur; uyghurs',
    said: 'asian',
    open: 'oriental; eurasian; east-asian; punjabi; bengali; tamil; gujarati; telugu; malayali; marathi; sindhi; pashtun; tibetan; han chinese; han; manchu; cantonese; hokkien; hakka; sinhalese; karen; rohingya; dravidian; indo-aryan; turkic; kazakh; uzbek; tatar; tajik; hazara; javanese; malay; hapa; wasian; nisei; issei; ainu; okinawan',
  },
  indigenous: {
    sure: 'native american; native americans; american indian; american indians; alaska native; alaskan native; alaska natives; alaskan; native hawaiian; native hawaiians; native alaskan; first nations; indigenous {people|peoples|person|woman|man|women|men|american|australian|australians}; aboriginal; aboriginals; aborigine; aborigines; torres strait islander; inuit; inuk; inupiat; yupik; eskimo; eskimos; metis; métis; maori; māori; sami; saami; navajo; cherokee; sioux; lakota; apache; cree; ojibwe; mohawk; choctaw; iroquois; hopi; comanche; seminole; amerindian; pacific islander; pacific islanders; native person; native people; native indian; red indian; quechua; mayan',
    said: 'indigenous',
    open: 'indigenous; tribal; hawaiian; polynesian; melanesian; micronesian; samoan; tongan; fijian; chamorro; guamanian; first-nations; amazonian; aztec; aymara; mapuche; adivasi; dalit; guarani; nahua; zapotec; marshallese; tahitian; papuan; pasifika; rapa nui',
  },
  middle_eastern: {
    sure: 'arab; arabs; arab-american; arab-americans; arabian; kurd; kurds; kurdish; middle-eastern {people|man|men|woman|women|person|guy|family}; bedouin; middle-easterner; middle easterners; assyrian; chaldean; amazigh; mena',
    open: 'middle-eastern; persian; arabic; levantine; berber; north-african; maghrebi; semitic; turkic; circassian',
  },
  mixed: {
    sure: 'biracial; multiracial; mixed-race; mixed race; multiethnic; multi-ethnic; multi-racial; bi-racial; mixed-heritage; mixed-ethnicity; half-{black|white|asian|japanese|chinese|korean|indian|mexican|jewish|filipino}; interracial {couple|couples|family|kids|child|children}',
    open: 'mixed; interracial; racially-ambiguous; racially ambiguous; ethnically ambiguous; mulatto; quadroon; of mixed blood; dual-heritage; blended-heritage; transracial',
  },
  of_color: {
    sure: '{people|person|woman|women|man|men|parent|parents|kid|kids|folks|community|communities|student|students|youth} of {color|colour}; bipoc; bame; ethnic minority; ethnic minorities; racial minority; racial minorities; visible minorities; brown {people|man|woman|person|girl|guy|men|women|kid|kids}; non-white; nonwhite; racialized; minority {people|groups|group|student|students|patients|community|communities|woman|man|youth|families}; wog; romani; gypsy; gypsies; roma people; traveller community',
    open: 'poc; woc; brown; ethnic; roma; sinti; romany; coloured; colored; minoritized; underrepresented; marginalized; diasporic; black-and-brown',
  },
} satisfies AxisWords
