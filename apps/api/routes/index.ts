import type { Callers } from '../callers.ts'
import type { Guesses } from '../guessing.ts'
import type { SecondFactors } from '../second-factors.ts'
import type { Watchers } from '../watchers.ts'
import type { ApiDeps } from '../deps.ts'
import type { Route } from '../plugins/route.ts'
import type { TusServer } from '../uploads/tus-server.ts'
import { cosignAudit } from './audit/cosign-audit.ts'
import { forgetInAudit } from './audit/forget-in-audit.ts'
import { traceDownloads } from './audit/trace-downloads.ts'
import { getAuditCheckpoint } from './audit/get-audit-checkpoint.ts'
import { getAuditConsistency } from './audit/get-audit-consistency.ts'
import { listAuditBatches } from './audit/list-audit-batches.ts'
import { proveAuditEntry } from './audit/prove-audit-entry.ts'
import { searchAudit } from './audit/search-audit.ts'
import { listBackups } from './backups/list-backups.ts'
import { acceptInvitation } from './auth/accept-invitation.ts'
import { changePassword } from './auth/change-password.ts'
import { createSignInLink } from './auth/create-sign-in-link.ts'
import { endSession } from './auth/end-session.ts'
import { endSessions } from './auth/end-sessions.ts'
import { listSessions } from './auth/list-sessions.ts'
import { login } from './auth/login.ts'
import { logout } from './auth/logout.ts'
import { me } from './auth/me.ts'
import { refresh } from './auth/refresh.ts'
import { requestReset } from './auth/request-reset.ts'
import { signInByLink } from './auth/sign-in-by-link.ts'
import { showInvitation } from './auth/show-invitation.ts'
import { beginDevice } from './device/begin-device.ts'
import { decideDevice } from './device/decide-device.ts'
import { redeemDevice } from './device/redeem-device.ts'
import { showDevice } from './device/show-device.ts'
import { approveEmergency, endEmergency, refuseEmergency } from './emergencies/decide-emergency.ts'
import { listEmergencies } from './emergencies/list-emergencies.ts'
import { requestEmergency } from './emergencies/request-emergency.ts'
import { listShares } from './shares/list-shares.ts'
import { shareDataset } from './shares/share-dataset.ts'
import { unshareDataset } from './shares/unshare-dataset.ts'
import { shareWithPerson } from './shares/share-with-person.ts'
import { createTeam } from './teams/create-team.ts'
import { deleteTeam } from './teams/delete-team.ts'
import { listTeams } from './teams/list-teams.ts'
import { removeMember } from './teams/remove-member.ts'
import { setMember } from './teams/set-member.ts'
import { addFiles } from './datasets/add-files.ts'
import { deleteDataset } from './datasets/delete-dataset.ts'
import { getDataset } from './datasets/get-dataset.ts'
import { getMapping } from './datasets/get-mapping.ts'
import { listDatasets } from './datasets/list-datasets.ts'
import { listReadings } from './datasets/list-readings.ts'
import { listVersions } from './datasets/list-versions.ts'
import { listQuarantine } from './datasets/list-quarantine.ts'
import { shredDataset } from './datasets/shred-dataset.ts'
import { restoreDataset } from './datasets/restore-dataset.ts'
import { renameDataset } from './datasets/rename-dataset.ts'
import { setMapping } from './datasets/set-mapping.ts'
import { uploadDataset } from './datasets/upload-dataset.ts'
import { drainWorker, resumeWorker } from './workers/drain-worker.ts'
import { listWorkers } from './workers/list-workers.ts'
import { pauseQueue, resumeQueue } from './workers/pause-queue.ts'
import { getMaintenance } from './maintenance/get-maintenance.ts'
import { beginMaintenance, endMaintenance } from './maintenance/set-maintenance.ts'
import { listParked } from './parked/list-parked.ts'
import { replayParked } from './parked/replay-parked.ts'
import { getMyQuotas, getQuotas } from './quotas/get-quotas.ts'
import { setQuotas } from './quotas/set-quotas.ts'
import { endUserSessions } from './users/end-user-sessions.ts'
import { showSystem } from './system/show-system.ts'
import { health } from './operations/health.ts'
import { openapi } from './operations/openapi.ts'
import { ready } from './operations/ready.ts'
import { signingKey } from './operations/signing-key.ts'
import { cancelPipeline } from './pipeline/cancel-pipeline.ts'
import { downloadByTicket } from './pipeline/download-by-ticket.ts'
import { issueDownload } from './pipeline/issue-download.ts'
import { downloadExport } from './pipeline/download-export.ts'
import { exportAgain } from './pipeline/export-again.ts'
import { executePipeline } from './pipeline/execute-pipeline.ts'
import { getPipeline } from './pipeline/get-pipeline.ts'
import { getFormatPreview } from './pipeline/get-format-preview.ts'
import { getPreview } from './pipeline/get-preview.ts'
import { getProgress } from './pipeline/get-progress.ts'
import { getReport } from './pipeline/get-report.ts'
import { diffPipelines } from './pipeline/diff-pipelines.ts'
import { getConversation } from './conversations/get-conversation.ts'
import { getConversationSource } from './conversations/get-conversation-source.ts'
import { listConversations } from './conversations/list-conversations.ts'
import { getWhy } from './pipeline/get-why.ts'
import { listEvents } from './pipeline/list-events.ts'
import { listExports } from './pipeline/list-exports.ts'
import { listPipelines } from './pipeline/list-pipelines.ts'
import { retryPipeline } from './pipeline/retry-pipeline.ts'
import { countQuarantine } from './quarantine/count-quarantine.ts'
import { fixRow } from './quarantine/fix-row.ts'
import { getQuarantinedRow } from './quarantine/get-quarantined-row.ts'
import { releaseRow, releaseRows } from './quarantine/release-rows.ts'
import { openQueues } from './queues/open-queues.ts'
import { listKeys } from './keys/list-keys.ts'
import { retireKey } from './keys/retire-key.ts'
import { rotateKeys } from './keys/rotate-keys.ts'
import { revealIdentity } from './identity/reveal-identity.ts'
import { beginLeakReview } from './leak-review/begin-leak-review.ts'
import { getEvidence } from './leak-review/get-evidence.ts'
import { getLeakReview } from './leak-review/get-leak-review.ts'
import { markLeaks } from './leak-review/mark-leaks.ts'
import { nextLeakItem } from './leak-review/next-leak-item.ts'
import { signOffExport } from './leak-review/sign-off-export.ts'
import { getWithheld } from './withheld/get-withheld.ts'
import { releaseWithheld } from './withheld/release-withheld.ts'
import { sweepRetention } from './retention/sweep-retention.ts'
import { getSiteList } from './site-lists/get-site-list.ts'
import { listSiteLists } from './site-lists/list-site-lists.ts'
import { saveSiteList } from './site-lists/save-site-list.ts'
import { trySiteList } from './site-lists/try-site-list.ts'
import { beginSecondFactor } from './second-factor/begin-second-factor.ts'
import { confirmSecondFactor } from './second-factor/confirm-second-factor.ts'
import { getSecondFactor } from './second-factor/get-second-factor.ts'
import { removeSecondFactor } from './second-factor/remove-second-factor.ts'
import { renewRecoveryCodes } from './second-factor/renew-recovery-codes.ts'
import { resetSecondFactor } from './second-factor/reset-second-factor.ts'
import { createApiToken } from './tokens/create-api-token.ts'
import { listApiTokens } from './tokens/list-api-tokens.ts'
import { revokeApiToken } from './tokens/revoke-api-token.ts'
import { createResetLink } from './users/create-reset-link.ts'
import { createSetupLink } from './users/create-setup-link.ts'
import { createUser } from './users/create-user.ts'
import { getUser } from './users/get-user.ts'
import { listUsers } from './users/list-users.ts'
import { updateUser } from './users/update-user.ts'
import { issueTicket } from './sockets/issue-ticket.ts'
import { fillReviews } from './reviews/fill-reviews.ts'
import { getAgreement } from './reviews/get-agreement.ts'
import { giveVerdict, settleReview } from './reviews/give-verdict.ts'
import { listReviews } from './reviews/list-reviews.ts'
import { openReview } from './reviews/open-review.ts'
import { openSocket } from './sockets/open-socket.ts'
import { appendUpload } from './uploads/append-upload.ts'
import { createUpload } from './uploads/create-upload.ts'
import { describeUploads } from './uploads/describe-uploads.ts'
import { getUpload } from './uploads/get-upload.ts'
import { headUpload } from './uploads/head-upload.ts'
import { terminateUpload } from './uploads/terminate-upload.ts'
import { createWorkspace } from './workspaces/create-workspace.ts'
import { deleteWorkspace } from './workspaces/delete-workspace.ts'
import { listWorkspaces } from './workspaces/list-workspaces.ts'
import { removeWorkspaceMember } from './workspaces/remove-workspace-member.ts'
import { setWorkspaceMember } from './workspaces/set-workspace-member.ts'
import { transferDataset } from './workspaces/transfer-dataset.ts'
import { getValidation } from './validation/get-validation.ts'
import { validateDataset } from './validation/validate-dataset.ts'
import { listWebhooks } from './webhooks/list-webhooks.ts'
import { createWebhook } from './webhooks/create-webhook.ts'
import { updateWebhook } from './webhooks/update-webhook.ts'
import { deleteWebhook } from './webhooks/delete-webhook.ts'
import { rotateWebhookSecret } from './webhooks/rotate-webhook-secret.ts'
import { testWebhook } from './webhooks/test-webhook.ts'
import { listDeliveries } from './webhooks/list-deliveries.ts'
import { replayDelivery } from './webhooks/replay-delivery.ts'

/** What any route may need. */
export type RouteDeps = ApiDeps & {
  callers: Callers
  guesses: Guesses
  factors: SecondFactors
  watchers: Watchers
  tus: TusServer
}

/** Every route, by the name of its contract; a test holds this list against the contracts. */
export const handlers: { readonly [name: string]: Route<RouteDeps> } = {
  login,
  refresh,
  logout,
  me,
  listSessions,
  endSession,
  endSessions,
  changePassword,
  requestReset,
  showInvitation,
  acceptInvitation,
  createSignInLink,
  signInByLink,
  getSecondFactor,
  beginSecondFactor,
  confirmSecondFactor,
  renewRecoveryCodes,
  removeSecondFactor,
  resetSecondFactor,
  beginDevice,
  redeemDevice,
  showDevice,
  decideDevice,
  listApiTokens,
  createApiToken,
  revokeApiToken,
  listUsers,
  createUser,
  getUser,
  updateUser,
  createResetLink,
  createSetupLink,
  listTeams,
  createTeam,
  deleteTeam,
  setMember,
  removeMember,
  listShares,
  shareDataset,
  unshareDataset,
  requestEmergency,
  listEmergencies,
  approveEmergency,
  refuseEmergency,
  endEmergency,
  uploadDataset,
  listDatasets,
  getDataset,
  renameDataset,
  addFiles,
  listVersions,
  deleteDataset,
  shredDataset,
  restoreDataset,
  listReadings,
  getMapping,
  setMapping,
  listQuarantine,
  describeUploads,
  createUpload,
  headUpload,
  getUpload,
  appendUpload,
  terminateUpload,
  countQuarantine,
  getQuarantinedRow,
  fixRow,
  releaseRow,
  releaseRows,
  fillReviews,
  listReviews,
  getAgreement,
  openReview,
  giveVerdict,
  settleReview,
  executePipeline,
  listPipelines,
  getPipeline,
  getProgress,
  listEvents,
  cancelPipeline,
  retryPipeline,
  getReport,
  getPreview,
  getFormatPreview,
  getWhy,
  listConversations,
  getConversation,
  getConversationSource,
  diffPipelines,
  exportAgain,
  listExports,
  downloadExport,
  issueDownload,
  downloadByTicket,
  validateDataset,
  getValidation,
  issueTicket,
  openSocket,
  openQueues,
  listBackups,
  listWorkers,
  drainWorker,
  resumeWorker,
  pauseQueue,
  resumeQueue,
  listParked,
  replayParked,
  getMyQuotas,
  getQuotas,
  setQuotas,
  endUserSessions,
  showSystem,
  getMaintenance,
  beginMaintenance,
  endMaintenance,
  listKeys,
  rotateKeys,
  retireKey,
  beginLeakReview,
  getLeakReview,
  nextLeakItem,
  markLeaks,
  signOffExport,
  getEvidence,
  getWithheld,
  releaseWithheld,
  revealIdentity,
  sweepRetention,
  listSiteLists,
  getSiteList,
  saveSiteList,
  trySiteList,
  searchAudit,
  proveAuditEntry,
  getAuditCheckpoint,
  getAuditConsistency,
  listAuditBatches,
  cosignAudit,
  forgetInAudit,
  traceDownloads,
  listWebhooks,
  createWebhook,
  updateWebhook,
  deleteWebhook,
  rotateWebhookSecret,
  testWebhook,
  listDeliveries,
  replayDelivery,
  health,
  ready,
  signingKey,
  openapi,
  shareWithPerson,
  listWorkspaces,
  createWorkspace,
  deleteWorkspace,
  setWorkspaceMember,
  removeWorkspaceMember,
  transferDataset,
}
