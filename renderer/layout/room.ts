import { create } from 'zustand'
import { changeLayout, useLayout } from './layout'

/** Views on the stage that are not read when they are small, and whether the terminal has given way to them. Nothing of it is remembered. */
const useRoom = create(() => ({ askers: 0, isGiven: false }))

/** True while the terminal is to keep to a few lines. */
export function useStageHasRoom(): boolean {
  return useRoom(({ askers, isGiven }) => askers > 0 && isGiven)
}

/** Until what this answers is called, whichever of the two was used last has the room: first the view. */
export function askForRoom(): () => void {
  useRoom.setState(({ askers }) => ({ askers: askers + 1, isGiven: true }))
  return () => useRoom.setState(({ askers }) => ({ askers: askers - 1 }))
}

/** What asked for room is used: it has it again. */
export function giveStageRoom(): void {
  if (!useRoom.getState().isGiven) useRoom.setState({ isGiven: true })
}

/** The terminal is used: it has its size again. */
export function giveTerminalRoom(): void {
  if (useRoom.getState().isGiven) useRoom.setState({ isGiven: false })
}

/** For what is to be seen in the terminal. */
export function unfoldTerminal(): void {
  giveTerminalRoom()
  if (!useLayout.getState().terminalShown) changeLayout({ terminalShown: true })
}
