export { LEFT_BEHIND, syncFolder, writeFileAtomic } from './atomic-file'
export { createJsonFile, type JsonFile } from './json-file'
export { onUnkept, unkeptReason } from './unkept'
export { writeFailureReason } from './write-failure'
