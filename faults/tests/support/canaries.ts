// Strings that occur nowhere else. Where one comes out, something told what it must not tell.

/** In every canary made of letters; no word, no code and no random id holds it. */
export const MARK = 'quillvex'

/**
 * Identifiers by their kind, those of HIPAA's Safe Harbor and their kin; each is planted somewhere. Letters carry the
 * mark, what is without it is searched one by one: it is long enough not to come up by chance.
 */
export const PLANTED = {
  name: [
    'Quillvexia Marlowe',
    'Quillvexton',
    'Quillvexanne Hartwell',
    'Quillvexbert Oakes',
    'Quillvexmina Stone',
    'Quillvexlena Frost',
    'Quillvexandra Stone',
    'Quillvexwin Hale',
  ],
  location: ['4417 Quillvexmere Lane', 'Quillvexford High School', 'Quillvexhurst Hospital'],
  date: ['03/14/1987', 'March 9, 2021'],
  phone: ['415-555-0182', '628-555-0147', '+44 20 7946 0958'],
  fax: ['415-555-0143'],
  email: [
    'quillvexmail@example.org',
    'quillvexmeta@example.org',
    'quillvexnote@example.com',
    'quillvexnested@example.org',
    'quillvexrater@example.org',
    'quillvexmother@example.co.uk',
    'quillvexkey@example.org',
  ],
  ssn: ['917-46-8203', '923-51-7406'],
  medicalRecord: ['5820441793'],
  healthPlan: ['884220551977'],
  account: ['4400118822773366', 'DE89370400440532013000'],
  licence: ['D61014070660905', 'X53338000617'],
  vehicle: ['1HGCM82633A004352', '7QVX394'],
  device: ['SN-8842019375'],
  url: ['https://quillvexurl.example.net/people/7', 'https://quillvexphoto.example.com/faces/quillvexface.jpg'],
  ip: ['198.51.100.219', '203.0.113.77', '2001:db8:85a3::8a2e:370:7334'],
  organisation: ['Quillvexon Industries'],
  other: ['@quillvexhandle', '22-CR-90817', '77204918553'],
} as const

const [patient, doctor, helper, client, metaName, reviewer, sister, friend] = PLANTED.name
const [street, school, hospital] = PLANTED.location
const [birthday, admitted] = PLANTED.date
const [phone, otherPhone, phoneAbroad] = PLANTED.phone
const [fax] = PLANTED.fax
const [mail, metaMail, noteMail, nestedMail, raterMail, motherMail, keyMail] = PLANTED.email
const [ssn, nestedSsn] = PLANTED.ssn
const [account, iban] = PLANTED.account
const [driver, passport] = PLANTED.licence
const [vin, plate] = PLANTED.vehicle
const [url, photo] = PLANTED.url
const [ip, labelIp, ipV6] = PLANTED.ip
const [handle, caseNumber, employee] = PLANTED.other

/** Where a conversation holds them, beside its turns. */
export const IDENTIFIERS = {
  speakers: { helper, client },
  metadata: {
    email: metaMail,
    patient_name: metaName,
    note: `call ${otherPhone} or write to ${noteMail}`,
    nested: { contacts: [nestedMail, { ssn: nestedSsn }] },
    [keyMail]: 'a field whose name identifies',
  },
  labels: { rated_by: raterMail, reviewer_name: reviewer, address: labelIp },
} as const

/** Content that is nobody's identifier: exports hold it, and nothing else may. */
export const CONTENT = 'the quillvexing lantern in the hallway'

/** Names of files, as somebody may call them; they are shown to those who may see the data set. */
export const FILES = { jsonl: 'quillvexfile-one.jsonl', csv: 'quillvexfile-two.csv' } as const

/** Canaries without the mark, as the search looks for them: in lower case. */
export const NUMBERS = Object.values(PLANTED)
  .flat()
  .map((planted) => planted.toLowerCase())
  .filter((planted) => !planted.includes(MARK))

/** What a mapping says: columns and speakers of somebody's table. */
export const MAPPING = {
  conversation: 'quillvex case',
  speaker: 'quillvex voice',
  text: 'quillvex words',
  roles: { 'quillvexanne hartwell': 'therapist', 'quillvexbert oakes': 'client' },
} as const

const { speakers } = IDENTIFIERS
const TURNS: readonly (readonly ['helper' | 'client', string])[] = [
  ['helper', 'Hello, it is good to see you again. What would you like to talk about today?'],
  ['client', `My name is ${patient} and I keep thinking of ${CONTENT}.`],
  ['helper', 'That picture seems to stay with you. What happens in you when it comes back?'],
  ['client', `I get tense. You can write to me at ${mail} or call ${phone} when there is a free hour.`],
  ['helper', 'Thank you. It sounds as if it would help you to know that somebody can be reached.'],
  ['client', `Yes. Dr. ${doctor} asked for my social security number, it is ${ssn}, and I gave it.`],
  ['helper', 'You gave something very private. How was that for you afterwards?'],
  ['client', `Strange. I wrote about it on ${url} and they logged my address ${ip} too.`],
  ['helper', 'So there are two places where you felt watched. What would you need to feel safer?'],
  ['client', 'I would like to decide by myself who knows what about me, and to sleep through one night.'],
  ['helper', 'Deciding by yourself matters to you. Shall we look at one step for this week?'],
  ['client', 'I think I can write down what I want to keep to myself. That would be a beginning.'],
  ['helper', 'A beginning, yes. Who knows more about you today than you would have told them yourself?'],
  ['client', `I live at ${street}, and I was born on ${birthday}, so I remember that house.`],
  ['client', `My fax is ${fax} and my medical record number is MRN ${PLANTED.medicalRecord[0]}, please keep it.`],
  ['client', `My health plan member ID is ${PLANTED.healthPlan[0]} and my account number is ${account} at the bank.`],
  ['client', `My driver's license number is ${driver} and my passport number is ${passport}.`],
  ['client', `They noted the VIN ${vin} and the license plate ${plate} of my car.`],
  ['client', `The pump has the serial number ${PLANTED.device[0]}, and you can send it to my IBAN ${iban}.`],
  ['client', `My other address is ${ipV6} and I post as ${handle} on Instagram.`],
  ['client', `My picture is at ${photo} and everybody can see it.`],
  ['client', `My sister ${sister} and my friend ${friend} went to ${school} with me.`],
  ['client', `My case number is ${caseNumber} and my employee ID is ${employee}, they said.`],
  ['client', `Call my mother at ${phoneAbroad} or write to ${motherMail} please.`],
  ['client', `My boss at ${PLANTED.organisation[0]} said that I was admitted on ${admitted} to ${hospital}.`],
  ['helper', 'That is a great deal that others hold of you. Thank you for telling me so much of it today.'],
]

/** Canonical conversations, of which one holds every canary; then rows that cannot be read and hold one too. */
export function jsonlOfCanaries(): string {
  const conversation = {
    turns: TURNS.map(([who, text]) => ({ speaker: speakers[who], text })),
    metadata: IDENTIFIERS.metadata,
    labels: IDENTIFIERS.labels,
  }
  const broken = [
    `{"turns": [{"speaker": "Quillvexbroken Vale", "text": "quillvexrow@example.org"`,
    `{"turns": "${phone}", "quillvexfield": 1}`,
    'quillvexbare words',
  ]
  return [JSON.stringify({ id: 'case-1', ...conversation }), ...harmless(6), ...broken, ''].join('\n')
}

/** A turn a row, under columns that only a mapping explains, with a row of too many fields. */
export function csvOfCanaries(): string {
  const rows = TURNS.map(([who, text]) => `quillvexcase-1,${speakers[who]},"${text} And so on."`)
  return [
    [MAPPING.conversation, MAPPING.speaker, MAPPING.text].join(','),
    ...rows,
    'quillvexcase-2,Quillvexragged Moor,too,many,quillvexfields@example.org',
    '',
  ].join('\n')
}

/** Conversations without canaries, so that the one with them is not alone. */
function harmless(count: number): string[] {
  const topics = ['the move', 'my exams', 'the dog', 'a quarrel', 'my work', 'the winter']
  return Array.from({ length: count }, (_, at) => {
    const turns = TURNS.filter(([, text]) => !/quillvex|\d/i.test(text)).map(([who, text]) => ({
      speaker: who === 'helper' ? 'Therapist' : 'Client',
      text: `${text} It is about ${topics[at % topics.length]}.`,
    }))
    return JSON.stringify({ turns })
  })
}
