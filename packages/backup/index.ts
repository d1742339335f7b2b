export type { ArtifactFiles, KeySource, RecordSource, RecordTarget, SubjectKey } from './ports.ts'
export { KeyFolder } from './key-folder.ts'
export { makeBackup, type BackupResult } from './make-backup.ts'
export { restoreBackup, type BackupToRestore, type RestoreResult } from './restore-backup.ts'
