import { auditRoutes } from './audit.ts'
import { backupRoutes } from './backups.ts'
import { authRoutes } from './auth.ts'
import { deviceRoutes } from './device.ts'
import { datasetRoutes } from './datasets.ts'
import { uploadRoutes } from './uploads.ts'
import { operationsRoutes } from './operations.ts'
import { conversationRoutes } from './conversations.ts'
import { pipelineRoutes } from './pipeline.ts'
import { readingRoutes } from './readings.ts'
import { quarantineRoutes } from './quarantine.ts'
import { reviewRoutes } from './reviews.ts'
import { queueRoutes } from './queues.ts'
import { identityRoutes } from './identity.ts'
import { parkedRoutes } from './parked.ts'
import { quotaRoutes } from './quotas.ts'
import { systemRoutes } from './system.ts'
import { maintenanceRoutes } from './maintenance.ts'
import { keyRoutes } from './keys.ts'
import { leakReviewRoutes } from './leak-review.ts'
import { retentionRoutes } from './retention.ts'
import { siteListRoutes } from './site-lists.ts'
import { secondFactorRoutes } from './second-factor.ts'
import { emergencyRoutes } from './emergencies.ts'
import { teamRoutes } from './teams.ts'
import { tokenRoutes } from './tokens.ts'
import { userRoutes } from './users.ts'
import { socketRoutes } from './sockets.ts'
import { workspaceRoutes } from './workspaces.ts'
import { withheldRoutes } from './withheld.ts'
import { validationRoutes } from './validation.ts'
import { workerRoutes } from './workers.ts'
import { webhookRoutes } from './webhooks.ts'

/** Every route of the API by name: what is not here is not served. */
export const routes = {
  ...authRoutes,
  ...secondFactorRoutes,
  ...deviceRoutes,
  ...tokenRoutes,
  ...userRoutes,
  ...quotaRoutes,
  ...teamRoutes,
  ...emergencyRoutes,
  ...datasetRoutes,
  ...readingRoutes,
  ...uploadRoutes,
  ...quarantineRoutes,
  ...reviewRoutes,
  ...pipelineRoutes,
  ...conversationRoutes,
  ...validationRoutes,
  ...identityRoutes,
  ...withheldRoutes,
  ...leakReviewRoutes,
  ...siteListRoutes,
  ...retentionRoutes,
  ...socketRoutes,
  ...queueRoutes,
  ...workerRoutes,
  ...parkedRoutes,
  ...systemRoutes,
  ...maintenanceRoutes,
  ...auditRoutes,
  ...keyRoutes,
  ...backupRoutes,
  ...webhookRoutes,
  ...operationsRoutes,
  ...workspaceRoutes,
}
export type RouteName = keyof typeof routes
