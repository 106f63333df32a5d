import { parseArgs } from 'node:util'

/** What the program was started with (README, "Arguments"). */
export interface LaunchArguments {
  classroomFile: string | null
  practice: boolean
  userDataDir: string | null
  notesDir: string | null
}

/**
 * Reads our own arguments out of a command line that also carries Electron's and Chromium's switches, which are none of our business. The last
 * one of several wins.
 */
export function readArguments(argv: readonly string[]): LaunchArguments {
  const { values } = parseArgs({
    args: [...argv],
    strict: false,
    allowPositionals: true,
    options: {
      classroom: { type: 'string' },
      practice: { type: 'boolean' },
      'user-data-dir': { type: 'string' },
      'notes-dir': { type: 'string' },
    },
  })
  const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)
  return {
    classroomFile: text(values['classroom']),
    practice: values['practice'] === true,
    userDataDir: text(values['user-data-dir']),
    notesDir: text(values['notes-dir']),
  }
}
