import { describe, expect, it } from '@jest/globals'
import type { Role } from '@techdeck/contracts'
import { swapGroups } from './index.ts'

const turn = (text: string, index = 0, role: Role = 'client') => ({ index, role, text })
const swapped = (text: string) => swapGroups([turn(text)])?.swapped[0].text

describe('a conversation about somebody else', () => {
  it.each([
    ['As a Muslim woman I feel judged.', 'As a Christian man I feel judged.'],
    ['He told her that his wife left him.', 'She told him that her husband left her.'],
    ['She took her coat.', 'He took his coat.'],
    ['I am an old man, an unemployed one.', 'I am a young woman, an employed one.'],
    ['Black people and poor families.', 'White people and rich families.'],
    ["I'm gay.", "I'm straight."],
  ])('%s → %s', (text, other) => expect(swapped(text)).toBe(other))

  it('is none where no group is spoken of', () => {
    expect(swapGroups([turn('I like black coffee in an old cup.')])).toBeNull()
  })
  it('shows the turns beside what was swapped, and says which axes were', () => {
    const turns = ['Hello.', 'Well.', 'My husband left.', 'I see.', 'Yes.'].map((text, at) => turn(text, at))
    const { original, swapped: other, axes } = swapGroups(turns)!
    expect(original.map(({ index }) => index)).toEqual([1, 2, 3])
    expect(other.map(({ text }) => text)).toEqual(['Well.', 'My wife left.', 'I see.'])
    expect(axes).toEqual(['gender_and_sex'])
  })
  it('costs no more for a long conversation', () => {
    const turns = Array.from({ length: 200 }, (_, at) => turn('She is my mother.', at))
    expect(swapGroups(turns)!.swapped).toHaveLength(12)
  })
})
