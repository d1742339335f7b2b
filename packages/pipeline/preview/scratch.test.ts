import { describe, expect, it } from '@jest/globals'
import { collectBytes } from '@techdeck/core'
import { artifactStoreConformance } from '../conformance/index.ts'
import { MemoryArtifacts, testKey } from '../testing/artifacts.ts'
import { ScratchArtifacts } from './scratch.ts'

artifactStoreConformance('scratch', async () => ({ store: new ScratchArtifacts(new MemoryArtifacts()) }))

describe('scratch artifacts', () => {
  it('are read from the store behind where nothing was written over them, and never written to it', async () => {
    const behind = new MemoryArtifacts()
    await behind.write('a', testKey, [Buffer.from('behind')])
    await behind.write('b', testKey, [Buffer.from('behind')])
    const scratch = new ScratchArtifacts(behind)
    await scratch.write('b', testKey, [Buffer.from('before')])
    const contents = await Promise.all(
      ['a', 'b'].map(async (key) => (await collectBytes((await scratch.open(key, testKey)).read())).toString()),
    )
    expect(contents).toEqual(['behind', 'before'])
    expect(behind.contents.get('b')!.toString()).toBe('behind')
  })
})
