import { sha256 } from '@techdeck/core'

/** Groups are split into tenths by a hash of their key, of texts without regard to case and white space. */
function placeOf(group: string, salt = ''): number {
  const key = group.toLowerCase().replace(/\s+/g, ' ').trim()
  return Number.parseInt(sha256(`${salt}${key}`).slice(0, 8), 16)
}

/** The fifth of the groups that nothing is learnt from; figures on the folder that was trained on are of these alone. */
export const isHeldOut = (group: string): boolean => [1, 3].includes(placeOf(group) % 10)

/** Which of `folds` parts a group is in, when models are chosen by how they do on groups they have not seen. */
export const foldOf = (group: string, folds: number): number => placeOf(group, 'fold:') % folds
