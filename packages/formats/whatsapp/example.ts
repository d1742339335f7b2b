import type { Example } from '../testing/example.ts'
import { roleAt } from '../testing/write.ts'

const two = (number: number): string => String(number).padStart(2, '0')

export const example: Example = {
  single: true,
  write: ([turns = []], end) =>
    turns
      .map((text, turn) => `1/${13 + (turn % 18)}/24, ${turn % 24}:${two(turn % 60)} - ${roleAt(turn)}: ${text}${end}`)
      .join(''),
  broken: { piece: '1/13/24, 9:00 - client: \n', reason: 'empty_text' },
  files: {
    'android-us.txt': {
      conversations: 1,
      turns: 4,
      first: { speaker: 'Dr. Reed', text: 'Good evening, Sam. How did the week go?', time: '2024-01-14T21:02' },
    },
    'android-de.txt': {
      conversations: 1,
      turns: 4,
      roles: { client: 2, therapist: 2 },
      first: { speaker: 'Jürgen', time: '2024-02-01T21:02' },
    },
    'ios-eu.txt': {
      conversations: 1,
      turns: 4,
      first: {
        speaker: 'Helpline',
        text: 'Hello, you have reached us. What is on your mind?',
        time: '2024-04-03T09:12:44',
      },
    },
  },
}
