export { type Course, createCourse } from './course'
export { createRecap } from './recap'
