export { type Course, createCourse } from './course'
