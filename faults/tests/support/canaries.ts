// Strings that occur nowhere else. Where one comes out, something told what it must not tell.

/** In every canary made of letters; no word, no code and no random id holds it. */
export const MARK = 'quillvex'

/** Identifiers by the place where they are planted. Letters carry the mark, numbers are searched one by one. */
export const IDENTIFIERS = {
  turns: {
    email: 'quillvexmail@example.org',
    phone: '415-555-0182',
    ssn: '917-46-8203',
    url: 'https://quillvexurl.example.net/people/7',
    ip: '198.51.100.219',
    name: 'Quillvexia Marlowe',
    doctor: 'Quillvexton',
  },
  speakers: { helper: 'Quillvexanne Hartwell', client: 'Quillvexbert Oakes' },
  metadata: {
    email: 'quillvexmeta@example.org',
    patient_name: 'Quillvexmina Stone',
    note: 'call 628-555-0147 or write to quillvexnote@example.com',
    nested: { contacts: ['quillvexnested@example.org', { ssn: '923-51-7406' }] },
    'quillvexkey@example.org': 'a field whose name identifies',
  },
  labels: { rated_by: 'quillvexrater@example.org', reviewer_name: 'Quillvexlena Frost', address: '203.0.113.77' },
} as const

/** Content that is nobody's identifier: exports hold it, and nothing else may. */
export const CONTENT = 'the quillvexing lantern in the hallway'

/** Names of files, as somebody may call them; they are shown to those who may see the data set. */
export const FILES = { jsonl: 'quillvexfile-one.jsonl', csv: 'quillvexfile-two.csv' } as const

/** Canaries without letters. */
export const NUMBERS = ['415-555-0182', '917-46-8203', '198.51.100.219', '628-555-0147', '923-51-7406', '203.0.113.77']

/** What a mapping says: columns and speakers of somebody's table. */
export const MAPPING = {
  conversation: 'quillvex case',
  speaker: 'quillvex voice',
  text: 'quillvex words',
  roles: { 'quillvexanne hartwell': 'therapist', 'quillvexbert oakes': 'client' },
} as const

const { turns: said, speakers } = IDENTIFIERS
const TURNS: readonly (readonly ['helper' | 'client', string])[] = [
  ['helper', 'Hello, it is good to see you again. What would you like to talk about today?'],
  ['client', `My name is ${said.name} and I keep thinking of ${CONTENT}.`],
  ['helper', 'That picture seems to stay with you. What happens in you when it comes back?'],
  ['client', `I get tense. You can write to me at ${said.email} or call ${said.phone} when there is a free hour.`],
  ['helper', 'Thank you. It sounds as if it would help you to know that somebody can be reached.'],
  ['client', `Yes. Dr. ${said.doctor} asked for my social security number, it is ${said.ssn}, and I gave it.`],
  ['helper', 'You gave something very private. How was that for you afterwards?'],
  ['client', `Strange. I wrote about it on ${said.url} and they logged my address ${said.ip} too.`],
  ['helper', 'So there are two places where you felt watched. What would you need to feel safer?'],
  ['client', 'I would like to decide by myself who knows what about me, and to sleep through one night.'],
  ['helper', 'Deciding by yourself matters to you. Shall we look at one step for this week?'],
  ['client', 'I think I can write down what I want to keep to myself. That would be a beginning.'],
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
    `{"turns": "${IDENTIFIERS.turns.phone}", "quillvexfield": 1}`,
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
