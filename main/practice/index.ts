export type { PracticeControl } from './control'
export { createPractice } from './practice'
