/**
 * What xterm.js 6 writes to the program by itself, asked by an escape sequence in what is shown (its `InputHandler` and `CoreBrowserTerminal`). Each is
 * a fixed form around numbers: whoever prints into the terminal chooses no letter of it.
 */
const ANSWERS: readonly RegExp[] = [
  /^\x1b\[[?>][\d;]+c$/, // which terminal it is
  /^\x1b\[0n$/, // that it works
  /^\x1b\[\??\d+;\d+R$/, // where the cursor is
  /^\x1b\[\??\d+;\d\$y$/, // whether a mode is on
  /^\x1b\[[468];\d+;\d+t$/, // how large it is
  /^\x1b\[[IO]$/, // whether it has the focus
  /^\x1bP[01]\$r(?:[\d;]*(?:m|r| q)|\d+(?:;\d+)?"[pq])?\x1b\\$/, // which colours, margins and cursor are set
  /^\x1b\](?:4;\d{1,3}|1[0-2]);rgb:[\da-f]{1,4}(?:\/[\da-f]{1,4}){2}\x1b\\$/i, // a colour
]

/** The openings of texts of any length: device control, operating system command, start of string, privacy message, application command. */
const TEXT_OPENING = /^\x1b[P\]X^_]./s

/** A program that starts asks ten questions at most; a line editor may ask with each key that repeats. Beyond that somebody floods the shell. */
const ANSWERS_A_SECOND = 200

export interface AnswerGate {
  /** Whether this may go to the program: what a person has typed always, answers of the list while they are few, and any other never. */
  lets(data: string): boolean
}

/** @param now milliseconds of any clock that only goes forward */
export function createAnswerGate(now: () => number): AnswerGate {
  let since = -Infinity
  let given = 0
  return {
    lets(data) {
      if (!ANSWERS.some((answer) => answer.test(data))) return !TEXT_OPENING.test(data)
      if (now() - since >= 1_000) {
        since = now()
        given = 0
      }
      given += 1
      return given <= ANSWERS_A_SECOND
    },
  }
}
