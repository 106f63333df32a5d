export type { ClassroomFile } from './file'
export { validateClassroom } from './validate'
