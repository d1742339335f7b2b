import { describe, expect, it } from '@jest/globals'
import { fromLines, NO_LINES, toLines } from './lines.ts'

describe('a list of words as people edit it', () => {
  it('comes back as it was', () => {
    const list = {
      hide: [
        { text: 'Dana Whitlock', category: 'name' as const, exact: false },
        { text: 'Rose', category: 'name' as const, exact: true },
        { text: 'Harbour House', category: 'location' as const, exact: false },
      ],
      keep: ['Beck'],
      canaries: ['zqx-7'],
    }
    expect(toLines(list).name).toBe('Dana Whitlock\n=Rose')
    expect(fromLines(toLines(list))).toEqual(list)
  })

  it('has each word once, and none that is empty', () => {
    expect(fromLines({ ...NO_LINES, keep: ' Beck \r\n\nBeck\n' })).toEqual({ hide: [], keep: ['Beck'], canaries: [] })
  })
})
