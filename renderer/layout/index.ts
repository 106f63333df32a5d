export { changeLayout, columnWidths, restoreLayout, saveLayoutNow, SCALES, scaleBeside, useLayout } from './layout'
export { askForRoom, giveStageRoom, giveTerminalRoom, unfoldTerminal, useStageHasRoom } from './room'
