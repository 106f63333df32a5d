export { ClassroomEditor } from './classroom-editor'
export { ClassroomMenu, hostOf } from './classroom-menu'
export { FirstRun } from './first-run'
export { closeClassroom, openClassroomFile, openShippedClassroom, startClassroom, startPractice, useClassroom, useOpenClassroom } from './store'
