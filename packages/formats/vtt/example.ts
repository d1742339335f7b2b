import type { Example } from '../testing/example.ts'
import { roleAt } from '../testing/write.ts'

const SAID = 'Good to see you again. How has the week been since we last spoke?'
const stamp = (turn: number): string => new Date(turn * 4000).toISOString().slice(11, 23)
const times = (turn: number): string => `${stamp(turn)} --> ${stamp(turn + 1)}`

export const example: Example = {
  single: true,
  write: ([turns = []], end) =>
    `WEBVTT${end}${end}` +
    turns.map((text, turn) => `${times(turn)}${end}<v ${roleAt(turn)}>${text}${end}${end}`).join(''),
  broken: { piece: '00:99 -> 00:99\nWhat is this?\n', reason: 'no_turns' },
  files: {
    'webvtt-py.vtt': {
      conversations: 1,
      turns: 7,
      roles: { therapist: 4, client: 3 },
      first: { speaker: 'Therapist', text: SAID, time: 1.5 },
    },
    'pysubs2.vtt': {
      conversations: 1,
      turns: 7,
      roles: { therapist: 4, client: 3 },
      first: { speaker: 'Therapist', text: SAID, time: 1.5 },
    },
    'whisper.vtt': {
      conversations: 1,
      turns: 7,
      roles: { therapist: 4, client: 3 },
      first: { speaker: 'SPEAKER_00', text: SAID, time: 1.5 },
    },
    'deepgram.vtt': {
      conversations: 1,
      turns: 7,
      roles: { therapist: 4, client: 3 },
      first: { speaker: 'Speaker 0', text: SAID, time: 1.5 },
    },
    'ffmpeg.vtt': {
      conversations: 1,
      turns: 7,
      roles: { therapist: 4, client: 3 },
      first: { speaker: 'Therapist', text: SAID, time: 1.5 },
    },
  },
}
