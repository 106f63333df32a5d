export { Instructor } from './instructor'
