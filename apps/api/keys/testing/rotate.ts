import process from 'node:process'
import { createLogger, systemClock } from '@techdeck/core'
import { loadKeyRing } from '@techdeck/crypto'
import { connectStore } from '@techdeck/store'
import { KeyRotator } from '../key-rotator.ts'

// What an instance of the API does about rotations, in a process that a test may kill.

const [uri = '', dbName = '', file = ''] = process.argv.slice(2)
const store = await connectStore({ uri, dbName, minPoolSize: 1 })
const logger = createLogger('rotate', { level: 'warn' })
const rotator = new KeyRotator({ ...store, keyRing: await loadKeyRing({ file }), clock: systemClock, logger })
await rotator.run(new AbortController().signal, 50)
