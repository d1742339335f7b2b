import { words } from './format.ts'

const REASONS: Readonly<Record<string, string>> = {
  below_threshold: 'Its quality score is below the threshold of the run.',
  conversation_too_large: 'The conversation is larger than one conversation may be.',
  canary_left: 'A string that was planted so that it must not come out is left in it.',
  corrupt_gzip: 'The compressed file is damaged from here on.',
  duplicate_exact: 'The same conversation came before; it is counted once.',
  near_duplicate: 'Nearly the same conversation came before, and the run was told to keep one of them.',
  empty_text: 'The row has no text.',
  filter_figure: 'A figure of it lies outside of the bounds.',
  filter_finding: 'What was found in it is not what the filter asks for.',
  filter_label: 'Its labels are not those that the filter asks for.',
  filter_language: 'It is in another language.',
  filter_length: 'It is shorter or longer than the filter asks for.',
  filter_score: 'One of its scores is too low for the filter.',
  identifier_left: 'An identifier may be left in it, so a person has to look first.',
  invalid_encoding: 'Bytes that are no text in the encoding of the file.',
  invalid_json: 'The line is not valid JSON.',
  left_out_by_people: 'People looked at it and left it out.',
  no_turns: 'The record holds no turns of a conversation.',
  not_an_object: 'The line is JSON, but no object with a conversation.',
  repeated_utterance: 'The same utterance came before, from another annotator.',
  over_cap: 'There are as many of its kind already as there may be.',
  reidentification_risk: 'What is told of the person fits too few others.',
  released_identifier_left: 'It was withheld for an identifier, and a person let it through.',
  second_pass_field_value: 'What an identifying field holds is said in its text.',
  second_pass_form_left: 'Something in it has the form of an address or a number.',
  second_pass_value_again: 'A value that was taken out is still said somewhere in it.',
  split_conflict: 'It would tie two splits together, so that one leaked into the other.',
  shard_parked: 'This part of the file could not be processed, also not when it was tried again.',
  too_deep: 'The record is nested deeper than allowed.',
  too_few_turns: 'The conversation has fewer turns than one needs.',
  truncated_gzip: 'The compressed file ends before its end.',
  summary_row: 'The row sums up others: a total, which nobody said.',
  wrong_column_count: 'The row has more or fewer columns than the header.',
}

/** Why a record was left out, in a sentence; the code in words where there is none. */
export const explainReason = (code: string): string =>
  REASONS[code] ?? `${words(code).replace(/^./, (c) => c.toUpperCase())}.`
