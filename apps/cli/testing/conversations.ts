/** Conversations as CSV, a turn a row, with identifiers and `broken` rows that have too many columns. */
export function csvOf(conversations: number, broken = 0): string {
  const rows = Array.from({ length: conversations }, (_, session) =>
    TURNS.map(
      ([speaker, text]) =>
        `${session},${speaker},"${text.replace('TOPIC', TOPICS[session % TOPICS.length])} ${session}"`,
    ),
  )
  const bad = Array.from({ length: broken }, (_, index) => `x,y,z,too,many,${index}`)
  return ['session,speaker,text', ...rows.flat(), ...bad, ''].join('\n')
}

const TOPICS = ['sleep', 'work', 'my sister', 'the move', 'school', 'money', 'the dog', 'exams']
const TURNS: [string, string][] = [
  ['Therapist', 'Hello, it is good to see you again. What would you like to talk about today?'],
  ['Client', 'I have been worried about TOPIC. You can write to me at sam.rivers@example.org about it.'],
  ['Therapist', 'It sounds like TOPIC has been heavy for you. How have the evenings been since we spoke?'],
  ['Client', 'Hard. I called 503-555-0137 twice and nobody picked up, so I went to bed without an answer.'],
  ['Therapist', 'You were left waiting, and that hurt. What helped you to get through that night?'],
  ['Client', 'I wrote down what I wanted to say about TOPIC, and after that I could breathe more easily.'],
  ['Therapist', 'You found a way that is your own. Would you like to try it again before we meet next week?'],
  ['Client', 'Yes, I think I can do that. I want to try it for the next few days and see what happens.'],
]
