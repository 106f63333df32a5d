import { Terminal as Headless } from '@xterm/headless'
import type { Terminal } from '@xterm/xterm'
import { describe, expect, it } from 'vitest'
import { sealMark } from '../../../core/terminal'
import { followCommands } from '../../../renderer/terminal/command-marks'

const seal = 'beef'
const at = 1_790_000_000_000
const STARTED = 42
const prompt = `$ ${sealMark({ type: 'prompt' }, seal)}`
const ran = (line: string, output: string, exit: number) =>
  `${line}\r\n${sealMark({ type: 'executed' }, seal)}${output}${sealMark({ type: 'finished', exit, at: at + 200, durationMs: 200 }, seal)}${prompt}`

function setUp() {
  const headless = new Headless({ cols: 60, rows: 5, scrollback: 100, allowProposedApi: true })
  // The same core as the window's; it only lacks what draws.
  const commands = followCommands(headless as unknown as Terminal, { seal: () => seal, startOf: () => STARTED }, () => {})
  const write = (text: string) => new Promise<void>((resolve) => headless.write(text, resolve))
  const outcomes = () =>
    commands.inView().map(({ row, outcome, hasRoom }) => [row, outcome.state === 'finished' ? outcome.exit : 'running', hasRoom])
  return { headless, commands, write, outcomes }
}

describe('followCommands', () => {
  it('knows the row and the outcome of each command in view', async () => {
    const { write, outcomes } = setUp()
    await write(prompt + ran('false', '', 1) + ran('echo a', 'a\r\n', 0))
    await write(`sleep\r\n${sealMark({ type: 'executed' }, seal)}`)
    expect(outcomes()).toEqual([
      [0, 1, true],
      [1, 0, true],
      [3, 'running', true],
    ])
  })

  it('says since when a command runs by the clock that it is given, whatever the marks say', async () => {
    const { write, commands } = setUp()
    await write(`${prompt}sleep\r\n\x1b]633;C;${seal};${at}\x07`)
    expect(commands.inView().map(({ outcome }) => outcome)).toEqual([{ state: 'running', since: STARTED }])
  })

  it('gives a long line its room', async () => {
    const { write, outcomes } = setUp()
    await write(prompt + ran('x'.repeat(30), '', 0) + ran('x'.repeat(80), '', 0))
    expect(outcomes().map(([, , hasRoom]) => hasRoom)).toEqual([false, false])
  })

  it('believes no mark without the seal', async () => {
    const { write, outcomes } = setUp()
    await write(`${prompt}cat\r\n${sealMark({ type: 'executed' }, seal)}`)
    await write(sealMark({ type: 'finished', exit: 0, at, durationMs: 1 }, 'other') + '\x1b]633;D;0\x07')
    expect(outcomes()).toEqual([[0, 'running', true]])
  })

  it('jumps from command to command and back to the end', async () => {
    const { headless, commands, write, outcomes } = setUp()
    const lines = 'line\r\n'.repeat(10)
    await write(prompt + ran('one', lines, 0) + ran('two', lines, 7))
    commands.jump(-1)
    expect(outcomes()).toEqual([[0, 7, true]])
    commands.jump(-1)
    expect(outcomes()).toEqual([[0, 0, true]])
    commands.jump(1)
    commands.jump(1)
    expect(headless.buffer.active.viewportY).toBe(headless.buffer.active.baseY)
  })

  it('follows a prompt that is drawn anew, and forgets what was cleared', async () => {
    const { write, outcomes } = setUp()
    await write(`${prompt + ran('one', '', 0)}\x1b[H\x1b[2J\x1b[3J${prompt}`)
    await write(ran('two', '', 3))
    expect(outcomes()).toEqual([[0, 3, true]])
  })

  it('drops a command whose shell died', async () => {
    const { write, outcomes } = setUp()
    await write(`${prompt}sleep\r\n${sealMark({ type: 'executed' }, seal)}\r\n${prompt}`)
    expect(outcomes()).toEqual([])
  })

  it('draws nothing over a program that has the whole screen', async () => {
    const { write, outcomes } = setUp()
    await write(`${prompt}vi\r\n${sealMark({ type: 'executed' }, seal)}\x1b[?1049h`)
    expect(outcomes()).toEqual([])
  })
})
