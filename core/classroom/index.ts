export type { ClassroomFile } from './file'
export { fieldName, validateClassroom } from './validate'
