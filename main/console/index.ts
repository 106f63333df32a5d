export { createConsoles } from './console'
export { createConsoleWindows } from './windows'
