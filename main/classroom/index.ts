export { createClassrooms, type Classrooms, type OpenClassroom, type PasswordStore, type PracticeAddress } from './classrooms'
export type { GivenPassword } from './source'
export { findProgram } from './tools'
