/** The kind of findings that name an identifier. */
export const IDENTIFIER = 'identifier'
