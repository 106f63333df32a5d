import { expect, test } from 'vitest'
import { type CommandFact, rememberCommand } from '../../../../core/course'

const run = (command: string, output: string): CommandFact => ({ command, output, user: 'admin', exit: 0, endedAt: 0 })

test('the outputs of a long day are forgotten from the oldest on, the commands are not', () => {
  let commands: CommandFact[] = []
  for (let number = 0; number < 100; number += 1) commands = rememberCommand(commands, run(`seq ${number}`, 'x'.repeat(60_000)))
  expect(commands.map(({ command }) => command)).toEqual(Array.from({ length: 100 }, (_, number) => `seq ${number}`))
  expect(commands.filter(({ output }) => output !== '').map(({ command }) => command)).toEqual(Array.from({ length: 8 }, (_, number) => `seq ${92 + number}`))
})

test('what was run long ago is forgotten', () => {
  let commands: CommandFact[] = []
  for (let number = 0; number < 400; number += 1) commands = rememberCommand(commands, run(`step ${number}`, 'ok'))
  expect([commands.length, commands[0]?.command, commands.at(-1)?.command]).toEqual([300, 'step 100', 'step 399'])
})
