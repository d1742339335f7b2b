import type { Example } from '../testing/example.ts'
import { roleAt } from '../testing/write.ts'

const SAID = 'Good to see you again. How has the week been since we last spoke?'
const stamp = (turn: number): string => new Date(turn * 4000).toISOString().slice(11, 23).replace('.', ',')
const times = (turn: number): string => `${stamp(turn)} --> ${stamp(turn + 1)}`

export const example: Example = {
  single: true,
  write: ([turns = []], end) =>
    turns.map((text, turn) => `${turn + 1}${end}${times(turn)}${end}${roleAt(turn)}: ${text}${end}${end}`).join(''),
  broken: { piece: '7\n00:99 -> 00:99\nWhat is this?\n', reason: 'no_turns' },
  files: {
    'srt.srt': {
      conversations: 1,
      turns: 7,
      roles: { therapist: 4, client: 3 },
      first: { speaker: 'Therapist', text: SAID, time: 1.5 },
    },
    'pysubs2.srt': {
      conversations: 1,
      turns: 7,
      roles: { therapist: 4, client: 3 },
      first: { speaker: 'Therapist', text: SAID, time: 1.5 },
    },
    'whisper.srt': {
      conversations: 1,
      turns: 7,
      roles: { therapist: 4, client: 3 },
      first: { speaker: 'SPEAKER_00', text: SAID, time: 1.5 },
    },
    'deepgram.srt': {
      conversations: 1,
      turns: 7,
      roles: { therapist: 4, client: 3 },
      first: { speaker: 'speaker 0', text: SAID, time: 1.5 },
    },
    // ffmpeg drops the names of voices; cues that end a sentence are turns of their own.
    'ffmpeg.srt': { conversations: 1, turns: 8, first: { text: SAID, time: 1.5 } },
  },
}
