import { describe, expect, it } from 'vitest'
import { createAnswerGate } from '../../../../core/terminal'

const ESC = '\u001b'

describe('what a terminal writes by itself', () => {
  it.each([
    ['which terminal it is', `${ESC}[?1;2c`],
    ['that it works', `${ESC}[0n`],
    ['where the cursor is', `${ESC}[24;80R`],
    ['whether a mode is on', `${ESC}[?2004;2$y`],
    ['its size', `${ESC}[8;24;80t`],
    ['that it has the focus', `${ESC}[I`],
    ['its margins', `${ESC}P1$r1;24r${ESC}\\`],
    ['that it does not know what was asked', `${ESC}P0$r${ESC}\\`],
    ['a colour', `${ESC}]11;rgb:1e1e/1e1e/1e1e${ESC}\\`],
  ])('goes to the shell: %s', (_what, answer) => expect(createAnswerGate(() => 0).lets(answer)).toBe(true))

  it.each([
    ['a title', `${ESC}]lrm -rf ~\r${ESC}\\`],
    ['an icon’s name', `${ESC}]Lrm -rf ~\r${ESC}\\`],
    ['the clipboard', `${ESC}]52;c;c2VjcmV0${ESC}\\`],
    ['a setting that repeats the question', `${ESC}P1$rrm -rf ~\r${ESC}\\`],
    ['a terminal’s description', `${ESC}P1+r544e=78${ESC}\\`],
    ['a link’s address', `${ESC}_https://example.com${ESC}\\`],
  ])('does not, as somebody else has worded it: %s', (_what, answer) => expect(createAnswerGate(() => 0).lets(answer)).toBe(false))

  it.each([['a letter', 'a'], ['a line', 'oc get vm\r'], ['an arrow', `${ESC}[A`], ['Shift+F3, which looks like an answer', `${ESC}[1;2R`], ['Alt+P', `${ESC}P`], ['a paste', `${ESC}[200~text${ESC}[201~`], ['the mouse', `${ESC}[<0;1;1M`]])('what a person types goes on: %s', (_what, typed) => {
    expect(createAnswerGate(() => 0).lets(typed)).toBe(true)
  })

  it('is no flood: some hundred a second, and what is typed goes on meanwhile', () => {
    let now = 0
    const gate = createAnswerGate(() => now)
    const answers = (): number => Array.from({ length: 5_000 }, () => gate.lets(`${ESC}[0n`)).filter(Boolean).length
    expect(answers()).toBe(200)
    expect(gate.lets('q')).toBe(true)
    now = 1_000
    expect(answers()).toBe(200)
  })
})
