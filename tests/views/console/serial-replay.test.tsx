import { Terminal } from '@xterm/xterm'
import { expect, test } from 'vitest'
import { RECONNECTED } from '../../../renderer/console/reconnected'

async function shownAfter(transcript: string): Promise<string[]> {
  const terminal = new Terminal({ cols: 40, rows: 10 })
  await new Promise<void>((done) => terminal.write(transcript + RECONNECTED, done))
  const { active } = terminal.buffer
  return Array.from({ length: active.length }, (_, line) => active.getLine(line)?.translateToString(true) ?? '').filter((line) => line !== '')
}

test.each([
  ['a shell', 'login: student\r\n$ date\r\n$ '],
  ['a program that fills the screen and was cut off', 'login: student\r\n$ date\r\n$ \u001b[?1049h\u001b[Htop - 10:00\u001b[31m'],
])('what is said after a transcript that ends in %s stands below it', async (_what, transcript) => {
  expect(await shownAfter(transcript)).toEqual(['login: student', '$ date', '$ ', '── reconnected ──'])
})
