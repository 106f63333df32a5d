import { randomBytes } from 'node:crypto'
import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, join } from 'node:path'
import { createMasking, type Masking } from './masking'

export interface Log {
  info(what: string): void
  warn(what: string): void
  /** Writes a bug down and answers the number that the window shows, such as `LC-7F3K2`. */
  incident(error: unknown, where: string): string
  /** Masks this text in every later line. */
  hide(secret: string): void
}

/** `mask` makes of a text what a line of the log would show of it. */
export interface MaskingLog extends Log, Masking {}

// Two files of this size hold weeks of ordinary use and stay attachable to a mail.
const LIMIT_BYTES = 2 * 1024 * 1024

// A stack with its causes is some kilobytes. What is longer is somebody's data, and would push the rest out of the log.
const LONGEST_ENTRY = 16 * 1024

// No 0/O, 1/I/L: the number is read aloud in a classroom.
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'

/** Log lines go to `folder/lab-companion.log` (0600) and never throw: a full disk must not take the program with it. */
export function createLog(folder: string, echo: (line: string) => void = () => {}): MaskingLog {
  const file = join(folder, 'lab-companion.log')
  const masking = createMasking()
  masking.learnName(basename(homedir()))

  const write = (level: string, what: string): void => {
    const masked = masking.mask(what)
    const line = `${new Date().toISOString()} ${level} ${masked.length > LONGEST_ENTRY ? `${masked.slice(0, LONGEST_ENTRY)}…` : masked}\n`
    echo(line)
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      appendFileSync(file, line, { mode: 0o600 })
      if (statSync(file).size > LIMIT_BYTES) renameSync(file, `${file}.1`)
    } catch (problem) {
      echo(`log: ${String(problem)}\n`)
    }
  }

  return {
    info: (what) => write('info', what),
    warn: (what) => write('warn', what),
    incident(error, where) {
      const number = `LC-${[...randomBytes(5)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('')}`
      write('incident', `${number} in ${where}: ${describe(error)}`)
      return number
    },
    ...masking,
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause === undefined ? '' : `\ncaused by ${describe(error.cause)}`
  return `${error.stack ?? error.message}${cause}`
}
