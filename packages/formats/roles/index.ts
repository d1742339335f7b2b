export { SpeakerHabits } from './guess.ts'
export { isKnownRole, roleOf } from './names.ts'
