import type { Connection } from 'mongoose'
import { createApiTokenRepository, type ApiTokenRepository } from './api-tokens/repository.ts'
import { createAuditRepository, type AuditRepository } from './audit/repository.ts'
import { createBackupRepository, type BackupRepository } from './backups/repository.ts'
import { createBiasResultRepository } from './bias-results/repository.ts'
import { openConnection, type ConnectionOptions } from './connection.ts'
import { createDataKeyRepository, type DataKeyRepository } from './data-keys/repository.ts'
import { createDatasetRepository, type DatasetRepository } from './datasets/repository.ts'
import { atEdge } from './errors.ts'
import { createExecutionRepository, type ExecutionRepository } from './executions/repository.ts'
import { createInvitationRepository, type InvitationRepository } from './invitations/repository.ts'
import { createKeyRotationRepository, type KeyRotationRepository } from './key-rotations/repository.ts'
import { createLeakReviewRepository, type LeakReviewRepository } from './leak-reviews/repository.ts'
import { createMaintenanceRepository, type MaintenanceRepository } from './maintenance/repository.ts'
import { createLeaseRepository, type LeaseRepository } from './leases/repository.ts'
import { unsealed, type FieldSealer, type OpenFields } from './fields.ts'
import { indexMigration } from './migrations/indexes.ts'
import { noPasswordMigration } from './migrations/no-passwords.ts'
import { sealFieldsMigration } from './migrations/seal-fields.ts'
import { createMendRepository, type MendRepository } from './mends/repository.ts'
import { createMigrationRepository, type MigrationRepository } from './migrations/repository.ts'
import { createProgressEventRepository, type ProgressEventRepository } from './progress-events/repository.ts'
import { createResumableUploadRepository, type ResumableUploadRepository } from './resumable-uploads/repository.ts'
import { createRecordRepository, type RecordRepository } from './records/repository.ts'
import { createReleaseRepository, type ReleaseRepository } from './releases/repository.ts'
import { createReviewRepository, type ReviewRepository } from './reviews/repository.ts'
import { createSecondFactorRepository, type SecondFactorRepository } from './second-factors/repository.ts'
import { createSessionRepository, type SessionRepository } from './sessions/repository.ts'
import { createShardRepository, type ShardRepository } from './shards/repository.ts'
import { createResultRepository, type ResultRepository } from './stage-executions/repository.ts'
import { createSiteListRepository, type SiteListRepository } from './site-lists/repository.ts'
import { createEmergencyRepository, type EmergencyRepository } from './emergencies/repository.ts'
import { createShareRepository, type ShareRepository } from './shares/repository.ts'
import { createTeamRepository, type TeamRepository } from './teams/repository.ts'
import { createWorkspaceRepository, type WorkspaceRepository } from './workspaces/repository.ts'
import { createUserRepository, type UserRepository } from './users/repository.ts'
import { createWebhookRepository, type WebhookRepository } from './webhooks/repository.ts'
import { createWebhookDeliveryRepository, type WebhookDeliveryRepository } from './webhook-deliveries/repository.ts'
import { createValidationResultRepository } from './validation-results/repository.ts'

/** All of MongoDB. Methods throw errors of `@techdeck/core` only; see `atEdge`. */
export interface Store {
  readonly users: UserRepository
  readonly datasets: DatasetRepository
  readonly resumables: ResumableUploadRepository
  readonly executions: ExecutionRepository
  readonly shards: ShardRepository
  readonly results: ResultRepository
  readonly events: ProgressEventRepository
  readonly audit: AuditRepository
  readonly keys: DataKeyRepository
  readonly keyRotations: KeyRotationRepository
  readonly leases: LeaseRepository
  readonly maintenance: MaintenanceRepository
  readonly sessions: SessionRepository
  readonly workspaces: WorkspaceRepository
  readonly teams: TeamRepository
  readonly shares: ShareRepository
  readonly emergencies: EmergencyRepository
  readonly apiTokens: ApiTokenRepository
  readonly secondFactors: SecondFactorRepository
  readonly invitations: InvitationRepository
  readonly mends: MendRepository
  readonly siteLists: SiteListRepository
  readonly releases: ReleaseRepository
  readonly leakReviews: LeakReviewRepository
  readonly reviews: ReviewRepository
  readonly backups: BackupRepository
  readonly webhooks: WebhookRepository
  readonly webhookDeliveries: WebhookDeliveryRepository
  readonly records: RecordRepository
  readonly migrations: MigrationRepository
  /** @throws ResourceError when the server does not answer. */
  ping(): Promise<void>
  /** Which server this is; `embedded` is true for the one that serves development and tests only. */
  server(): Promise<{ name: string; version: string; embedded: boolean }>
  close(): Promise<void>
}

export interface StoreOptions extends ConnectionOptions {
  /** What seals fields that could tell of somebody; every process of an installation has it. */
  fields?: OpenFields
}

/**
 * Connects, and brings the database's indexes and documents up to this release.
 *
 * @throws ResourceError when no server answers, or another process migrates for too long.
 */
export async function connectStore({ fields: open, ...options }: StoreOptions): Promise<Store> {
  const connection = await openConnection(options)
  try {
    const fields = open ? await open(createDataKeyRepository(connection)) : unsealed
    const store = createStore(connection, fields)
    await store.migrations.run([
      noPasswordMigration(connection),
      indexMigration(connection),
      ...(open ? [sealFieldsMigration(connection, fields)] : []),
    ])
    return store
  } catch (error) {
    await connection.close()
    throw error
  }
}

/** Records and wrapped keys alone, of a database that is left as it is: nothing is migrated and nothing made. */
export async function openRecords(
  options: ConnectionOptions,
): Promise<{ records: RecordRepository; close(): Promise<void> }> {
  const connection = await openConnection(options)
  return { records: createRecordRepository(connection), close: () => connection.close() }
}

/** The store on an open connection, which it closes in the end. */
export function createStore(connection: Connection, fields: FieldSealer = unsealed): Store {
  const events = createProgressEventRepository(connection)
  const executions = createExecutionRepository(connection, events)
  const leases = createLeaseRepository(connection)
  return {
    users: createUserRepository(connection, fields),
    datasets: createDatasetRepository(connection, fields),
    resumables: createResumableUploadRepository(connection),
    executions,
    shards: createShardRepository(connection),
    results: createResultRepository(connection, {
      validations: createValidationResultRepository(connection),
      biases: createBiasResultRepository(connection),
    }),
    events,
    audit: createAuditRepository(connection),
    keys: createDataKeyRepository(connection),
    keyRotations: createKeyRotationRepository(connection),
    leases,
    maintenance: createMaintenanceRepository(connection),
    sessions: createSessionRepository(connection),
    workspaces: createWorkspaceRepository(connection),
    teams: createTeamRepository(connection),
    shares: createShareRepository(connection),
    emergencies: createEmergencyRepository(connection),
    apiTokens: createApiTokenRepository(connection),
    secondFactors: createSecondFactorRepository(connection),
    invitations: createInvitationRepository(connection),
    mends: createMendRepository(connection),
    siteLists: createSiteListRepository(connection),
    releases: createReleaseRepository(connection),
    leakReviews: createLeakReviewRepository(connection),
    reviews: createReviewRepository(connection),
    backups: createBackupRepository(connection),
    webhooks: createWebhookRepository(connection, fields),
    webhookDeliveries: createWebhookDeliveryRepository(connection),
    records: createRecordRepository(connection),
    migrations: createMigrationRepository(connection, leases),
    ...atEdge({
      async ping() {
        await connection.db!.command({ ping: 1 })
      },
      async server() {
        const { version, secantusVersion } = await connection.db!.command({ buildInfo: 1 })
        const embedded = secantusVersion !== undefined
        return { name: embedded ? 'SecantusDB' : 'MongoDB', version: String(secantusVersion ?? version), embedded }
      },
      async close() {
        await executions.settled()
        await connection.close()
      },
    }),
  }
}
