export { createCourse } from './course'
export { createImports } from './imports'
export { createRecap } from './recap'
export { isUnitFile } from './unit-file'
