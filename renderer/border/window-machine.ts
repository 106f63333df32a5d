import type { MachineRef } from '../../core/contract'

/** The machine that this window was opened for (main/window/console-window); null in the program's main window. */
export function machineOfWindow(): MachineRef | null {
  const [namespace = '', name = ''] = (new URLSearchParams(location.search).get('console') ?? '').split('/')
  return namespace === '' || name === '' ? null : { namespace, name }
}
