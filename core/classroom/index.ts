export type { ClassroomFile } from './file'
export { fieldName, validateClassroom, type Finding } from './validate'
