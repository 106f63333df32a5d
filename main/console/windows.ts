import type { MachineRef } from '../../core/contract'

/** One window of the desktop that shows one console. */
export interface ConsoleWindow {
  focus(): void
  close(): void
  onClosed(listener: () => void): void
}

/** The consoles that were torn off into windows of their own. */
export interface ConsoleWindows {
  open(machine: MachineRef): void
  close(machine: MachineRef): void
  list(): MachineRef[]
  dispose(): void
}

const keyOf = ({ namespace, name }: MachineRef): string => `${namespace}/${name}`

export function createConsoleWindows(create: (machine: MachineRef) => ConsoleWindow, onChanged: (machines: MachineRef[]) => void): ConsoleWindows {
  const open = new Map<string, { machine: MachineRef; window: ConsoleWindow }>()
  const list = (): MachineRef[] => [...open.values()].map(({ machine }) => machine)
  return {
    open(machine) {
      const key = keyOf(machine)
      const known = open.get(key)
      if (known) return known.window.focus()
      const window = create(machine)
      open.set(key, { machine, window })
      window.onClosed(() => {
        open.delete(key)
        onChanged(list())
      })
      onChanged(list())
    },
    close: (machine) => open.get(keyOf(machine))?.window.close(),
    list,
    dispose() {
      for (const { window } of open.values()) window.close()
    },
  }
}
