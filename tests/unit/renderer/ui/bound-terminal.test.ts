import { Unicode11Addon } from '@xterm/addon-unicode11'
import xterm from '@xterm/headless'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { boundMarksOf } from '../../../../renderer/ui/bound-terminal'

let terminal: InstanceType<typeof xterm.Terminal>

beforeEach(() => {
  terminal = new xterm.Terminal({ allowProposedApi: true, cols: 40, rows: 10 })
  terminal.loadAddon(boundMarksOf(new Unicode11Addon()))
  terminal.unicode.activeVersion = '11'
})
afterEach(() => terminal.dispose())

const write = (text: string): Promise<void> => new Promise((resolve) => terminal.write(text, resolve))
const cellsOf = (row: number): { chars: string; width: number }[] =>
  Array.from({ length: 40 }, (_, column) => {
    const cell = terminal.buffer.active.getLine(row)?.getCell(column)
    return { chars: cell?.getChars() ?? '', width: cell?.getWidth() ?? 0 }
  })

it('no cell holds more marks than a script has, however they come', async () => {
  await write(`a${'\u0301'.repeat(50_000)}b`)
  for (const _piece of Array(200)) await write('\u0327'.repeat(100))
  const rows = Array.from({ length: 10 }, (_, row) => cellsOf(row)).flat()
  expect(Math.max(...rows.map(({ chars }) => chars.length))).toBe(7)
  expect(rows.every(({ width }) => width === 1)).toBe(true)
})

it('what people write keeps its cells', async () => {
  await write(`${'Tiếng Việt'.normalize('NFD')} 漢字 👍 x`)
  expect(terminal.buffer.active.getLine(0)?.translateToString(true)).toBe(`${'Tiếng Việt'.normalize('NFD')} 漢字 👍 x`)
  expect(cellsOf(0).filter(({ width }) => width === 2).map(({ chars }) => chars)).toEqual(['漢', '字', '👍'])
  expect(terminal.buffer.active.cursorX).toBe('Tiếng Việt'.length + 1 + 4 + 1 + 2 + 2)
})
