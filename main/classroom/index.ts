export { createClassrooms, type Classrooms, type OpenClassroom } from './classrooms'
export type { GivenPassword } from './source'
export { findProgram } from './tools'
