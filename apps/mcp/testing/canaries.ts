/** What must never come out of any tool: identifiers in conversations, and whatever stands in rows that cannot be read. */
export const IDENTIFIERS = [
  'sam.canary@example.org',
  '503-555-0137',
  '078-05-1120',
  'Jordan Canaryfield',
  'row-that-is-broken',
]

/** Words of a conversation that name nobody: only the de-identified sample may show them. */
export const WORDS = 'lighthouses in the fog'

/** Conversations as CSV, a turn a row, with canaries in the first ones and one row that cannot be read. */
export function canaryCsv(conversations: number): string {
  const rows = Array.from({ length: conversations }, (_, session) =>
    TURNS.map(
      ([speaker, text]) =>
        `${session},${speaker},"${text} ${session}",Jordan Canaryfield,sam.canary@example.org,${WORDS}`,
    ),
  )
  return [
    'session,speaker,text,client_name,email,topic',
    ...rows.flat(),
    `row-that-is-broken${',x'.repeat(9)}`,
    '',
  ].join('\n')
}

const TURNS: [string, string][] = [
  ['Therapist', 'Hello, it is good to see you again. What would you like to talk about today?'],
  ['Client', 'I dreamt of lighthouses in the fog. You can write to me at sam.canary@example.org about it.'],
  ['Therapist', 'It sounds like that dream has been heavy for you. How have the evenings been since we spoke?'],
  ['Client', 'Hard. I called 503-555-0137 twice, and they asked for my social security number, 078-05-1120.'],
  ['Therapist', 'You were left waiting, and that hurt. What helped you to get through that night?'],
  ['Client', 'I wrote down what I wanted to say, and after that I could breathe more easily.'],
  ['Therapist', 'You found a way that is your own. Would you like to try it again before we meet next week?'],
  ['Client', 'Yes, I think I can do that. I want to try it for the next few days and see what happens.'],
]
