import type { MachineRef } from '../../core/contract'

let asked: MachineRef | null = null

/** The console of this machine is to show its serial port when it is opened next, whatever it showed last. */
export function askForSerial({ namespace, name }: MachineRef): void {
  asked = { namespace, name }
}

/** Whether that was asked for; answered once. A screen that is not wanted must not be taken from whoever looks at it. */
export function takeAskForSerial({ namespace, name }: MachineRef): boolean {
  const isAsked = asked?.namespace === namespace && asked.name === name
  if (isAsked) asked = null
  return isAsked
}
