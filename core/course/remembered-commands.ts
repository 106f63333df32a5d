import type { CommandFact } from './facts'

/** A student runs hundreds of commands in a lesson; only their end counts. */
const MOST_COMMANDS = 300
/** Each output may have 64,000 characters, and all of a day together are megabytes: a check that asks for an output looks at what was run for it, lately. */
const MOST_OUTPUT = 500_000

/** What of the commands so far is kept with one more: all of the last, and of the older ones that they ran and how they ended. */
export function rememberCommand(commands: readonly CommandFact[], fact: CommandFact): CommandFact[] {
  let room = MOST_OUTPUT
  return [...commands, fact]
    .slice(-MOST_COMMANDS)
    .reverse()
    .map((each) => {
      room -= each.output.length
      return room >= 0 || each.output === '' ? each : { ...each, output: '' }
    })
    .reverse()
}
