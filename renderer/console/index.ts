export { ConsoleTab } from './console-tab'
export { ConsoleWindow } from './console-window'
