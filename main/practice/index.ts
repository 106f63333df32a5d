export { createPractice, type Practice, type PracticeReady } from './practice'
