/** Who says turn `turn` of an example: the client speaks first. */
export const roleAt = (turn: number): 'client' | 'therapist' => (turn % 2 === 0 ? 'client' : 'therapist')
