import type { PhaseOutline } from '../definition.ts'

export const READ: PhaseOutline = { name: 'read', input: 'source' }
export const GROUP: PhaseOutline = { name: 'group', input: 'partitions', when: ({ scattered }) => scattered }
