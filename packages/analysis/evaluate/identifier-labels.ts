/** Labels of organisations, which have a figure of their own. */
export const ORGANISATIONS: ReadonlySet<string> = new Set(['ORGANIZATION', 'ORG'])

/**
 * Neither wanted nor wrong, as in the data's table: titles, nationality, US states, ages (all but those over 89 may
 * stay) and organisations.
 */
export const NOT_COUNTED: ReadonlySet<string> = new Set([
  'TITLE',
  'NRP',
  'NATIONALITY',
  'STATE',
  'US_STATE',
  'AGE',
  ...ORGANISATIONS,
])
