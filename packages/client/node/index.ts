export { uploadFiles, type FileUpload } from './upload-files.ts'
export { saveExport } from './save-export.ts'
export { resumableFile } from './resumable-file.ts'
