/** A column of the session measures. */
export interface Measure {
  name: string
  type: 'integer' | 'number' | 'text'
  /** Unit or range. */
  unit: string
  meaning: string
}

const score = (name: string, meaning: string): Measure => ({
  name: `score_${name}`,
  type: 'number',
  unit: '0 to 1',
  meaning,
})
const measure = (name: string, unit: string, meaning: string, type: Measure['type'] = 'number'): Measure => ({
  name,
  type,
  unit,
  meaning,
})

/** Counted from the turns themselves. */
const COUNTED: readonly Measure[] = [
  measure('conversation_id', '', 'Id of the conversation, as in all other files', 'text'),
  measure('language', 'ISO 639-1', 'Language of the conversation', 'text'),
  measure('split', '', 'Split that the conversation is in', 'text'),
  measure('weight', '', 'How much it should count in training'),
  measure('turns', 'turns', 'Number of turns', 'integer'),
  measure('client_turns', 'turns', 'Number of turns of the client', 'integer'),
  measure('therapist_turns', 'turns', 'Number of turns of the helper', 'integer'),
  measure('words', 'words', 'Words of all turns, between white space', 'integer'),
  measure('client_words', 'words', 'Words of the client', 'integer'),
  measure('therapist_words', 'words', 'Words of the helper', 'integer'),
  measure('duration_s', 'seconds', 'Time between the first and the last turn that have one'),
]

/** What analysis and scoring found; the names are those under which the stage gives them. */
const FOUND: readonly Measure[] = [
  measure('reflection_to_question', 'ratio', 'Reflections of the helper for each question'),
  measure('open_questions', '0 to 1', 'Share of open questions among the helper’s questions'),
  measure('complex_reflections', '0 to 1', 'Share of complex reflections among the helper’s reflections'),
  measure('helper_talk', '0 to 1', 'Share of the helper in all words'),
  measure('change_talk', '0 to 1', 'Share of change talk in the client’s change and sustain talk'),
  measure('change_talk_slope', '-2 to 2', 'How the client’s lean to change moves from the first to the last turn'),
  measure(
    'mi_adherence',
    '0 to 1',
    'Share of open questions and reflections in the helper’s questions, reflections and input',
  ),
  measure('mi_quality', '0 to 1', 'How likely people would call it motivational interviewing of high quality'),
  measure('emotional_reaction', '0 to 2', 'Mean of the helper’s turns: warmth, concern'),
  measure('interpretation', '0 to 2', 'Mean of the helper’s turns: understanding that is put in words'),
  measure('exploration', '0 to 2', 'Mean of the helper’s turns: asking on'),
  measure('empathy_cue_rate', '0 to 1', 'Share of the helper’s turns with any cue of empathy'),
  measure('bond_first_third', 'rate', 'Signals of the bond in the first third of the session'),
  measure('bond_last_third', 'rate', 'Signals of the bond in the last third'),
  measure('strain_last_third', 'rate', 'Signals of strain in the last third'),
  measure('crisis', 'level', 'Highest level of a crisis that was found; empty where none was looked for', 'text'),
  measure('crisis_answered', '', 'How it was met', 'text'),
  score('overall', 'Weighted mean of the scores below; what the threshold was compared with'),
  score('completeness', 'Has a beginning, an exchange and an end'),
  score('coherence', 'Replies speak of what was said'),
  score('turn_balance', 'Both sides speak'),
  score('therapeutic_skill', 'Behaviours that go with good practice'),
  score('empathy', 'Cues of empathy in the helper’s turns'),
  score('safety', 'Crises are met, nothing harmful is advised'),
  score('privacy', 'Little had to be replaced'),
  score('bias', 'Without stereotypes'),
  score('language', 'Readable and in one language'),
  score('uniqueness', 'Little repetition inside of the conversation'),
]

/** The columns of `csv_sessions`, with what they mean. */
export const CODE_BOOK: readonly Measure[] = [...COUNTED, ...FOUND]
