export { createPractice } from './practice'
