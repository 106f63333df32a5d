import { parseArgs } from 'node:util'
import known from './arguments.json'

/** What the program was started with (`--help`). */
export interface LaunchArguments {
  classroomFile: string | null
  practice: boolean
  userDataDir: string | null
  notesDir: string | null
  /** A classroom file, or the `unit.yaml` of a unit, by double click. */
  file: string | null
}

const options = Object.fromEntries(known.map(({ name, value }) => [name, { type: value === undefined ? ('boolean' as const) : ('string' as const) }]))

/**
 * Reads our own arguments out of a command line, without the program's name, that also carries Electron's and Chromium's switches, which are none of
 * our business: what is wrong is refused before (scripts/package/launcher.mjs, scripts/start.mjs). The last one of several wins. `isPackaged`: otherwise
 * the first word that is no switch is the folder that Electron runs.
 */
export function readArguments(argv: readonly string[], isPackaged: boolean): LaunchArguments {
  const { values, positionals } = parseArgs({ args: [...argv], strict: false, allowPositionals: true, options })
  const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)
  return {
    classroomFile: text(values['classroom']),
    practice: values['practice'] === true,
    userDataDir: text(values['user-data-dir']),
    notesDir: text(values['notes-dir']),
    file: text(positionals[isPackaged ? 0 : 1]),
  }
}

/** What a second start gives to the first. Chromium hands its words on in an order of its own, in which values have lost their options. */
export function handOn(argv: readonly string[]): { words: readonly string[] } {
  return { words: argv }
}

/** Reads what `handOn` has given; null for what another program of the same user has. */
export function readHandedOn(given: unknown, isPackaged: boolean): LaunchArguments | null {
  const words = typeof given === 'object' && given !== null && 'words' in given ? given.words : null
  return Array.isArray(words) && words.every((word) => typeof word === 'string') ? readArguments(words, isPackaged) : null
}
