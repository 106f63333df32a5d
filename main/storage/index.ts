export { writeFileAtomic } from './atomic-file'
export { createJsonFile, type JsonFile } from './json-file'
