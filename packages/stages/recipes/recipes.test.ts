import { describe, expect, it } from '@jest/globals'
import { CONTRACTS } from '../contracts.ts'
import { checkRecipe, parseRecipe, presetNames, readPreset, writeRecipe } from './index.ts'

const problemsOf = (text: string): { path: string; problem: string; allowed?: string[] }[] => {
  try {
    parseRecipe(text, 'mine.yaml')
  } catch (error) {
    return (error as { details: ReturnType<typeof problemsOf> }).details
  }
  return []
}

describe('the presets', () => {
  it('are recipes that this release can run, each under its own name', async () => {
    const names = await presetNames()
    expect(names.length).toBeGreaterThan(2)
    for (const name of names) {
      const recipe = await readPreset(name)
      expect(recipe.name).toBe(name)
      expect(recipe.description).toBeDefined()
      expect(parseRecipe(writeRecipe(recipe), name)).toEqual(recipe)
    }
  })

  it('are named where somebody asks for another', async () => {
    await expect(readPreset('reserch')).rejects.toThrow(
      'There are expert-determination, human-review, quick-look, research-strict',
    )
    await expect(readPreset('../index')).rejects.toThrow('There is no preset')
  })
})

describe('a recipe', () => {
  const { version } = CONTRACTS.quality

  it('with an unknown key says which, where, and what is known', () => {
    expect(problemsOf('techdeck_recipe: 1\nthresold: 0.5\n')).toEqual([
      { path: 'thresold (line 2, column 1)', problem: 'unknown key', allowed: expect.arrayContaining(['threshold']) },
    ])
    expect(problemsOf('techdeck_recipe: 1\noptions:\n  processing:\n    polcy: redact\n')).toEqual([
      {
        path: 'options.processing.polcy (line 4, column 5)',
        problem: 'unknown key',
        allowed: expect.arrayContaining(['policy']),
      },
    ])
    expect(problemsOf('techdeck_recipe: 1\noptions:\n  cooking: {}\n')[0]).toMatchObject({
      path: expect.stringContaining('line 3, column 3'),
    })
  })

  it('with a value that is not allowed says which are', () => {
    const [format] = problemsOf('techdeck_recipe: 1\nformats: [jsonl, docx]\n')
    expect(format).toMatchObject({
      path: expect.stringContaining('line 2'),
      allowed: expect.arrayContaining(['jsonl']),
    })
    const [policy] = problemsOf('techdeck_recipe: 1\noptions:\n  processing: { policy: burn }\n')
    expect(policy).toMatchObject({ path: 'options.processing.policy (line 3, column 17)' })
  })

  it('made with another version of a stage is refused, with what to do', () => {
    const text = `techdeck_recipe: 1\nversions:\n  quality: ${version + 1}\n`
    expect(problemsOf(text)).toEqual([
      {
        path: 'versions.quality (line 3, column 3)',
        problem: expect.stringMatching(
          `made with version ${version + 1} of quality, and this is version ${version}.*Take`,
        ),
        allowed: [String(version)],
      },
    ])
    expect(problemsOf(`techdeck_recipe: 1\nversions: { quality: ${version} }\n`)).toEqual([])
  })

  it('that is no YAML, or of another form, says where', () => {
    expect(problemsOf('techdeck_recipe: 1\nformats: [jsonl\n')[0].path).toMatch(/^line \d+, column \d+$/)
    expect(problemsOf('techdeck_recipe: 2\n')[0].path).toBe('techdeck_recipe (line 1, column 1)')
    expect(() => checkRecipe(null, 'x')).toThrow('The recipe x cannot be used')
  })
})
