export { LEFT_BEHIND, syncFolder, writeFileAtomic } from './atomic-file'
export { createJsonFile, type JsonFile } from './json-file'
