import { describe, expect, test } from 'vitest'
import { asksForPassword, looksLikeLogin, readTextScreens, readVerdict, type TextScreen } from '../../../../core/console'

const COLS = 80
const ROWS = 12

/** A picture in a font of the test's own: each letter is a pattern of its code, a colon two dots. */
function draw(lines: readonly string[], cursor?: [col: number, row: number]): TextScreen {
  const [width, height] = [COLS * 8, ROWS * 16]
  const data = new Uint8ClampedArray(width * height * 4)
  const dot = (col: number, row: number, x: number, y: number): void => void data.fill(200, ((row * 16 + y) * width + col * 8 + x) * 4, ((row * 16 + y) * width + col * 8 + x) * 4 + 3)
  lines.forEach((line, row) => {
    ;[...line].forEach((letter, col) => {
      if (letter === ' ') return
      if (letter === ':') for (const y of [5, 6, 11, 12]) for (const x of [3, 4]) dot(col, row, x, y)
      else for (let bit = 0; bit < 7; bit += 1) if (((letter.charCodeAt(0) >> bit) & 1) === 1) for (const y of [3, 4, 8]) dot(col, row, bit + 1, y + (bit % 3))
    })
  })
  if (cursor) for (let x = 0; x < 8; x += 1) dot(cursor[0], cursor[1], x, 14)
  const [screen] = readTextScreens({ width, height, data })
  if (screen === undefined) throw new Error('no screen was read')
  return screen
}

describe('a login that is read from the picture', () => {
  test('a login prompt is one, with and without its cursor', () => {
    expect(looksLikeLogin(draw(['Kernel 5.14', '', 'rhel9-web login: ']))).toBe(true)
    expect(looksLikeLogin(draw(['Kernel 5.14', '', 'rhel9-web login: '], [17, 2]))).toBe(true)
    expect(looksLikeLogin(draw(['[student@rhel9-web ~]$ ']))).toBe(false)
    expect(looksLikeLogin(draw(['aaaaa: ']))).toBe(false)
  })

  test.each<[string, string[], boolean]>([
    ['the prompt that the name has caused', ['vm login: student', 'Password: '], true],
    ['the name said twice by a slow guest', ['vm login: student', 'student', 'Password: '], true],
    ['half of the name heard by a slow guest, and then the whole', ['vm login: stud', 'student', 'Password: '], true],
    ['nothing heard by a slow guest, and then the whole name', ['vm login: ', 'student', 'Password: '], true],
    ['another name, and then this one', ['vm login: root', 'student', 'Password: '], false],
    ['another name', ['vm login: operate', 'Password: '], false],
    ['a word of the same length that is no prompt', ['vm login: student', 'Pasworld: '], false],
    ['something else in between', ['vm login: student', 'Last login', 'Password: '], false],
    ['a shell where the name was a command', ['[me@vm ~]$ student', 'Password: '], false],
    ['something behind the prompt', ['vm login: student', 'Password: x y'], false],
    ['something below the prompt', ['vm login: student', 'Password: ', '$'], false],
    ['no prompt yet', ['vm login: student'], false],
  ])('%s', (_what, lines, is) => {
    expect(asksForPassword(draw(lines), 'student') !== null).toBe(is)
  })

  test.each<[string, string[], [col: number, row: number], 'loggedIn' | 'refused' | null]>([
    ['a shell', ['vm login: root', 'Password: ', 'Last login: today', '[root@vm ~]# '], [13, 3], 'loggedIn'],
    ['nothing yet', ['vm login: root', 'Password: '], [10, 1], null],
    ['nothing yet but the end of the line', ['vm login: root', 'Password: '], [0, 2], null],
    ['that it was wrong', ['vm login: root', 'Password: ', 'Login incorrect'], [0, 3], 'refused'],
    ['that it was wrong, and its log', ['vm login: root', 'Password: ', 'Login incorrect', 'login[190]: invalid password on tty1'], [0, 4], 'refused'],
    ['that it was wrong, and asks again', ['Login incorrect', '', 'vm login: '], [10, 2], 'refused'],
    ['a shell, where the login before was wrong', ['Login incorrect', 'vm login: root', 'Password: ', '[root@vm ~]# '], [13, 3], 'loggedIn'],
  ])('the guest says %s', (_what, lines, cursor, verdict) => {
    const alphabet = asksForPassword(draw(['vm login: root', 'Password: '], [10, 1]), 'root')
    if (alphabet === null) throw new Error('the prompt was not read')
    expect(readVerdict(draw(lines, cursor), alphabet)).toBe(verdict)
  })
})
