import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import {
  ERROR_STATUS,
  EVENT_NAMES,
  EXECUTION_MODES,
  EXECUTION_STATUSES,
  LOSS_KINDS,
  PERMISSIONS,
  ROLE_PERMISSIONS,
  STAGES,
  STAGE_STATUSES,
  USABLE_STAGE_STATUSES,
  addRecords,
  cursorOf,
  emptyRecords,
  handedOn,
  isConserved,
  isFinal,
  parseCursor,
  shardId,
  stagesOf,
  type Records,
} from './index.ts'

const count = fc.nat(1_000_000)
const records: fc.Arbitrary<Records> = fc.record(
  { in: count, out: count, rejected: count, quarantined: count, merged: count, withheld: count, conversations: count },
  { requiredKeys: ['in', 'out', 'rejected', 'quarantined', 'merged', 'withheld'] },
)
/** Counts of a stage that lost nothing. */
const conserved = records.map((each) => ({
  ...each,
  in: each.out + each.rejected + each.quarantined + each.merged + each.withheld,
}))

describe('counts of records', () => {
  it('add in any grouping and order', () => {
    fc.assert(
      fc.property(records, records, records, (a, b, c) => {
        expect(addRecords(addRecords(a, b), c)).toEqual(addRecords(a, addRecords(b, c)))
        expect(addRecords(a, b)).toEqual(addRecords(b, a))
      }),
    )
  })

  it('stay the same when nothing is added', () => {
    fc.assert(fc.property(records, (a) => expect(addRecords(a, emptyRecords())).toEqual(a)))
  })

  it('are conserved in a sum when they are in each part', () => {
    fc.assert(fc.property(conserved, conserved, (a, b) => expect(isConserved(addRecords(a, b))).toBe(true)))
  })

  it('tell when a record went missing or came twice', () => {
    fc.assert(
      fc.property(conserved, fc.constantFrom('in', 'out', ...LOSS_KINDS), (a, name) => {
        expect(isConserved(a)).toBe(true)
        expect(isConserved({ ...a, [name]: a[name] + 1 })).toBe(false)
      }),
    )
  })

  it('hand on conversations where rows were counted', () => {
    expect(handedOn({ ...emptyRecords(), out: 12 })).toBe(12)
    expect(handedOn({ ...emptyRecords(), out: 12, conversations: 3 })).toBe(3)
    expect(handedOn({ ...emptyRecords(), out: 12, conversations: 0 })).toBe(0)
  })
})

describe('cursors', () => {
  it('come back from their text', () => {
    fc.assert(
      fc.property(fc.nat(999_999_999), fc.nat(), (epoch, seq) =>
        expect(parseCursor(cursorOf(epoch, seq))).toEqual({ epoch, seq }),
      ),
    )
  })

  it.each(['', '1', ':', '1:', ':1', '1:2:3', ' 1:2', '1:2 ', '-1:2', '1:2.5', '1:x', '1:9999999999999', '1:2\n'])(
    'of another form are none: %j',
    (text) => {
      expect(parseCursor(text)).toBeNull()
    },
  )
})

describe('stages', () => {
  it('are all planned but in a dry run, which leaves out the export', () => {
    for (const mode of EXECUTION_MODES)
      expect(stagesOf(mode)).toEqual(mode === 'dry_run' ? STAGES.slice(0, -1) : STAGES)
  })

  it('are planned in a list of its own each time', () => {
    stagesOf('standard').pop()
    expect(stagesOf('standard')).toHaveLength(6)
  })

  it('name their shards by plan and index', () => {
    expect(shardId('e.d.quality.run.abc', 7)).toBe('e.d.quality.run.abc.7')
  })
})

describe('statuses', () => {
  it('are final when nothing changes them any more', () => {
    expect(EXECUTION_STATUSES.filter(isFinal)).toEqual(['completed', 'partial', 'failed', 'cancelled'])
  })

  it('of a stage are usable when it has a result', () => {
    expect(STAGE_STATUSES.filter((status) => USABLE_STAGE_STATUSES.includes(status))).toEqual([
      'completed',
      'partial',
      'reused',
    ])
  })
})

describe('names on the wire', () => {
  it('of events are each there once, two for every stage', () => {
    expect(new Set(EVENT_NAMES).size).toBe(EVENT_NAMES.length)
    for (const stage of STAGES)
      expect(EVENT_NAMES).toEqual(expect.arrayContaining([`${stage}.started`, `${stage}.completed`]))
    expect(EVENT_NAMES).toEqual(expect.arrayContaining(['stage.error', 'stage.retrying', 'checkpoint.save']))
  })

  it('of errors come with a status of failure', () => {
    for (const status of Object.values(ERROR_STATUS)) expect(status).toBeGreaterThanOrEqual(400)
  })
})

describe('permissions', () => {
  it('grow from user to moderator to admin, who has all', () => {
    const { user, moderator, admin } = ROLE_PERMISSIONS
    expect(moderator).toEqual(expect.arrayContaining([...user]))
    expect(moderator.length).toBeGreaterThan(user.length)
    expect([...admin].toSorted()).toEqual([...PERMISSIONS].toSorted())
  })

  it('let a user reach only what is theirs, and manage nothing', () => {
    expect(ROLE_PERMISSIONS.user.filter((name) => name.endsWith(':any') || name.endsWith(':manage'))).toEqual([])
    expect(ROLE_PERMISSIONS.user).not.toContain('audit:search')
  })

  it('let a moderator see and control the workspace, and search the audit, but manage nothing', () => {
    expect(ROLE_PERMISSIONS.moderator).toEqual(
      expect.arrayContaining(['dataset:read:any', 'pipeline:control:any', 'quarantine:read:any', 'audit:search']),
    )
    expect(ROLE_PERMISSIONS.moderator.filter((name) => name.endsWith(':manage'))).toEqual([])
  })

  it("over all of a workspace come with the same over one's own", () => {
    for (const permissions of Object.values(ROLE_PERMISSIONS))
      for (const name of permissions.filter((each) => each.endsWith(':any')))
        expect(permissions).toContain(name.slice(0, -':any'.length))
  })
})
