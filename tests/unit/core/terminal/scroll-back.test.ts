import { Terminal } from '@xterm/headless'
import { describe, expect, it } from 'vitest'
import { createScrollBack, resetAfter } from '../../../../core/terminal'

describe('createScrollBack', () => {
  it('keeps everything below the limit', () => {
    const scrollBack = createScrollBack(1000, 10)
    scrollBack.append('one\r\n')
    scrollBack.append('two')
    expect(scrollBack.text()).toBe('one\r\ntwo')
    expect(scrollBack.size).toBe(8)
  })

  it('forgets the oldest and begins at the start of a line', () => {
    const scrollBack = createScrollBack(1000, 50)
    for (let number = 0; number < 10_000; number += 1) scrollBack.append(`line ${number}\r\n`)
    const text = scrollBack.text()
    expect(text).toMatch(/^line \d+\r\n/)
    expect(text.endsWith('line 9999\r\n')).toBe(true)
    expect(scrollBack.size).toBeLessThanOrEqual(1000)
    expect(text.length).toBeGreaterThan(900)
  })

  it('goes on forgetting after it was read', () => {
    const scrollBack = createScrollBack(1000, 50)
    for (let round = 0; round < 20; round += 1) {
      for (let number = 0; number < 50; number += 1) scrollBack.append('0123456789\n')
      scrollBack.text()
    }
    expect(scrollBack.size).toBeLessThanOrEqual(1000)
  })
})

describe('resetAfter', () => {
  async function draw(text: string): Promise<{ lines: string[]; terminal: Terminal }> {
    const terminal = new Terminal({ cols: 40, rows: 6, allowProposedApi: true })
    await new Promise<void>((resolve) => terminal.write(text, resolve))
    const buffer = terminal.buffer.active
    const lines = Array.from({ length: buffer.length }, (_, row) => buffer.getLine(row)?.translateToString(true) ?? '')
    return { lines: lines.filter((line) => line !== ''), terminal }
  }

  it('goes on where the text ended', async () => {
    const { lines } = await draw(`one\r\ntwo${resetAfter('one\r\ntwo')} and on`)
    expect(lines).toEqual(['one', 'two and on'])
  })

  it('leaves the screen of a program that died in it, with all its modes', async () => {
    const text = '$ vi\r\n\x1b[?1049h\x1b[2;4r\x1b[?1h\x1b=\x1b[?1000h\x1b[?1006h\x1b[?2004h\x1b[?25l\x1b[31mdrawn\x1b]0;unfinished'
    const { lines, terminal } = await draw(`${text}${resetAfter(text)}after`)
    expect(lines).toEqual(['$ vi', 'after'])
    expect(terminal.modes).toMatchObject({ mouseTrackingMode: 'none', bracketedPasteMode: false, applicationCursorKeysMode: false, applicationKeypadMode: false })
    expect(terminal.buffer.active.getLine(1)?.getCell(0)?.isFgDefault()).toBe(true)
  })
})
