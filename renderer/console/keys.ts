/** The one key that a guest never gets: it takes the keyboard back. QEMU's own window uses the same. */
export const RELEASE_KEYS = 'Ctrl Alt G'

export function isReleaseKey({ ctrlKey, altKey, code }: KeyboardEvent): boolean {
  return ctrlKey && altKey && code === 'KeyG'
}

/** A combination that the desktop or the window would keep: X11 keysyms and the places of the keys, pressed in order and let go in reverse. */
export interface Combination {
  id: string
  label: string
  keys: readonly (readonly [keysym: number, code: string])[]
}

const CTRL = [0xffe3, 'ControlLeft'] as const
const ALT = [0xffe9, 'AltLeft'] as const
const SYSRQ = [0xff61, 'PrintScreen'] as const

const letter = (character: string): readonly [number, string] => [character.charCodeAt(0), `Key${character.toUpperCase()}`]
const functionKey = (number: number): readonly [number, string] => [0xffbd + number, `F${number}`]

/** Linux's own words for what SysRq does (Documentation/admin-guide/sysrq). */
const SYSRQ_DEEDS: readonly (readonly [string, string])[] = [
  ['h', 'help'],
  ['s', 'sync disks'],
  ['u', 'remount read-only'],
  ['e', 'terminate all tasks'],
  ['f', 'kill what uses most memory'],
  ['b', 'reboot at once'],
]

export const CTRL_ALT_DEL: Combination = { id: 'del', label: 'Ctrl+Alt+Del', keys: [CTRL, ALT, [0xffff, 'Delete']] }

export const COMBINATIONS: readonly { heading: string; combinations: readonly Combination[] }[] = [
  {
    heading: 'Combinations',
    combinations: [
      CTRL_ALT_DEL,
      { id: 'backspace', label: 'Ctrl+Alt+Backspace', keys: [CTRL, ALT, [0xff08, 'Backspace']] },
      { id: 'altTab', label: 'Alt+Tab', keys: [ALT, [0xff09, 'Tab']] },
      { id: 'altF4', label: 'Alt+F4', keys: [ALT, functionKey(4)] },
      { id: 'ctrlW', label: 'Ctrl+W', keys: [CTRL, letter('w')] },
      { id: 'super', label: 'Super', keys: [[0xffeb, 'MetaLeft']] },
      { id: 'print', label: 'Print Screen', keys: [SYSRQ] },
    ],
  },
  { heading: 'Virtual consoles', combinations: Array.from({ length: 12 }, (_, index) => ({ id: `f${index + 1}`, label: `Ctrl+Alt+F${index + 1}`, keys: [CTRL, ALT, functionKey(index + 1)] })) },
  { heading: 'SysRq', combinations: SYSRQ_DEEDS.map(([key, deed]) => ({ id: `sysrq-${key}`, label: `Alt+SysRq+${key.toUpperCase()}: ${deed}`, keys: [ALT, SYSRQ, letter(key)] })) },
]
