export { matchScore } from './match-score'
