export { createConsoles } from './console'
export { type ConsoleWindow, createConsoleWindows } from './windows'
