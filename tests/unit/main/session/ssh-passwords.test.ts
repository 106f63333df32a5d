import { expect, it, vi } from 'vitest'
import type { PromptedCommand } from '../../../../main/session/prompts'
import { createSshPasswords } from '../../../../main/session/ssh-passwords'
import { until } from '../../until'

const tab = { id: 't', group: 'g', title: 'workstation', purpose: { kind: 'ssh', machine: 'workstation', user: 'student' }, state: { kind: 'running', busy: false, command: null }, cwd: null, classroom: null } as const
const PROMPT = "student@workstation.lab's password: "

/** A student who connects, and a keychain that answers when it is told to. */
function connect() {
  let say: (text: string) => void = () => {}
  const answers: string[] = []
  let unlock: (password: string) => void = () => {}
  let hides = true
  const looks = vi.fn(async () => hides)
  const command: PromptedCommand = {
    onOutput: (listener) => ((say = listener), () => {}),
    onTyped: () => () => {},
    echoIsOff: looks,
    foreground: async () => ['/usr/bin/ssh', 'student@workstation.lab'],
    answer: (secret) => void answers.push(secret),
    finished: new Promise(() => {}),
  }
  const readPassword = vi.fn(() => new Promise<string>((resolve) => (unlock = resolve)))
  createSshPasswords({ machines: [{ name: 'workstation', host: 'workstation.lab', users: [{ name: 'student' }] }], processOf: () => command, readPassword }).follow([tab])
  return { answers, looks, readPassword, say: (text: string, isHidden: boolean) => ((hides = isHidden), say(text)), unlock: (password: string) => unlock(password) }
}

it('gives the password to the prompt that waited for the keychain', async () => {
  const { say, readPassword, unlock, answers } = connect()
  say(PROMPT, true)
  await until(() => expect(readPassword).toHaveBeenCalled())
  unlock('machine-secret')
  await until(() => expect(answers).toEqual(['machine-secret']))
})

it.each([
  ['the student has typed it meanwhile and is at the other machine’s shell', '\r\nLast login: today\r\n[student@workstation ~]$ ', false],
  ['ssh asks for something else meanwhile', '\r\nNew password: ', true],
])('keeps it when %s', async (_what, said, isHidden) => {
  const { say, readPassword, unlock, answers, looks } = connect()
  say(PROMPT, true)
  await until(() => expect(readPassword).toHaveBeenCalled())
  say(said, isHidden)
  const before = looks.mock.calls.length
  unlock('machine-secret')
  await until(() => expect(looks.mock.calls.length).toBeGreaterThan(before))
  await new Promise((resolve) => setImmediate(resolve))
  expect(answers).toEqual([])
})
