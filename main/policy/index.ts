export { createPolicy, type Policy } from './policy'
export { systemFolder } from './system-folder'
