/** A picture of a text console, cut into the cells of its characters. What a cell shows is told by its shape alone: no font has to be known. */
export interface TextScreen {
  readonly cols: number
  readonly rows: number
  /** One number for each shape; 0 is an empty cell. */
  at(col: number, row: number): number
  /** Two dots above each other, and nothing else. */
  isColon(col: number, row: number): boolean
}

export interface Pixels {
  width: number
  height: number
  /** Four bytes each: red, green, blue, and one that does not matter. */
  data: Uint8ClampedArray | Uint8Array
}

/** The sizes of Linux's console fonts: on ordinary screens and on those of high resolution. */
const CELLS: readonly (readonly [width: number, height: number])[] = [
  [8, 16],
  [16, 32],
]

/** Cuts a picture into cells; null for one whose size no console font divides. */
export function readTextScreens(pixels: Pixels): TextScreen[] {
  return CELLS.flatMap(([width, height]) => (pixels.width >= width * 20 && pixels.height >= height * 5 ? [cut(pixels, width, height)] : []))
}

function cut({ width, height, data }: Pixels, cellWidth: number, cellHeight: number): TextScreen {
  const cols = Math.floor(width / cellWidth)
  const rows = Math.floor(height / cellHeight)
  const cells = new Uint32Array(cols * rows)
  const colons = new Set<number>()

  const inkOf = (col: number, row: number): number[] => {
    const lines: number[] = []
    const corner = (row * cellHeight * width + col * cellWidth) * 4
    // The console's background fills the cell's edges; a shape is what differs from it.
    const [red = 0, green = 0, blue = 0] = [data[corner], data[corner + 1], data[corner + 2]]
    for (let y = 0; y < cellHeight; y += 1) {
      let bits = 0
      for (let x = 0; x < cellWidth; x += 1) {
        const at = ((row * cellHeight + y) * width + col * cellWidth + x) * 4
        const isInk = Math.abs((data[at] ?? 0) - red) + Math.abs((data[at + 1] ?? 0) - green) + Math.abs((data[at + 2] ?? 0) - blue) > INK
        bits = bits * 2 + (isInk ? 1 : 0)
      }
      lines.push(bits)
    }
    return lines
  }
  for (let row = 0; row < rows; row += 1) {
    for (let col = 0; col < cols; col += 1) {
      const ink = inkOf(col, row)
      if (ink.every((bits) => bits === 0)) continue
      const shape = shapeOf(ink)
      cells[row * cols + col] = shape
      if (looksLikeColon(ink, cellWidth)) colons.add(shape)
    }
  }
  const at = (col: number, row: number): number => (col < 0 || row < 0 || col >= cols || row >= rows ? 0 : (cells[row * cols + col] ?? 0))
  return { cols, rows, at, isColon: (col, row) => colons.has(at(col, row)) }
}

/** JPEG's noise in a still picture is far below it, a letter's contrast far above. */
const INK = 120

function looksLikeColon(ink: readonly number[], cellWidth: number): boolean {
  const blobs: number[][] = []
  ink.forEach((bits, line) => {
    if (bits === 0) return
    if (line > 0 && ink[line - 1] !== 0) blobs.at(-1)?.push(bits)
    else blobs.push([bits])
  })
  const [upper, lower] = blobs
  if (blobs.length !== 2 || !upper || !lower) return false
  const isDot = (blob: readonly number[]): boolean => blob.length <= ink.length / 4 && blob.every((bits) => bits.toString(2).replace(/0/g, '').length <= cellWidth / 2)
  return isDot(upper) && isDot(lower) && upper.join() === lower.join()
}

/** The cells of a line from its first to its last sign. */
function lineOf(screen: TextScreen, row: number): number[] {
  const line: number[] = []
  for (let col = 0; col < screen.cols; col += 1) line.push(screen.at(col, row))
  while (line.at(-1) === 0) line.pop()
  return line
}

/** Which shape stands for which character, as far as it was found out: a cryptogram that must come out without a contradiction. */
export type Alphabet = ReadonlyMap<string, number>

/** The alphabet after reading `text` at `col`; null where the shapes contradict it or what is known already. */
function readAs(screen: TextScreen, row: number, col: number, text: string, known: Alphabet = new Map()): Alphabet | null {
  const letters = new Map(known)
  const taken = new Map([...known].map(([letter, shape]) => [shape, letter]))
  for (const [index, letter] of [...text].entries()) {
    const shape = screen.at(col + index, row)
    if (letter === ' ') {
      if (shape !== 0) return null
      continue
    }
    if (shape === 0) return null
    if (letter === ':' && !screen.isColon(col + index, row)) return null
    const before = letters.get(letter)
    const owner = taken.get(shape)
    if (before === undefined ? owner !== undefined : before !== shape) return null
    letters.set(letter, shape)
    taken.set(shape, letter)
  }
  return letters
}

/** A cursor may stand right behind the last blank of a prompt, and nothing else. */
function endsAfter(screen: TextScreen, row: number, col: number): boolean {
  return lineOf(screen, row).length <= col + 1
}

function lastRow(screen: TextScreen): number {
  for (let row = screen.rows - 1; row >= 0; row -= 1) if (lineOf(screen, row).length > 0) return row
  return -1
}

/** Whether the last line looks like one that asks for a user's name. */
export function looksLikeLogin(screen: TextScreen): boolean {
  const row = lastRow(screen)
  if (row === -1) return false
  for (let col = screen.cols - 1; col >= LOGIN.length - 1; col -= 1) {
    if (screen.at(col, row) === 0) continue
    if (screen.isColon(col, row)) return readAs(screen, row, col - LOGIN.length + 1, LOGIN) !== null
  }
  return false
}

const LOGIN = 'login:'

/**
 * Whether the screen now asks for the password of `user`, caused by that name: a line that ends with `login: USER`, below it a line that is
 * `Password: ` alone, and nothing below that. All letters must be drawn consistently, in both lines.
 */
export function asksForPassword(screen: TextScreen, user: string): Alphabet | null {
  const row = lastRow(screen)
  const prompt = readAs(screen, row, 0, 'Password: ', loginAbove(screen, row - 1, user) ?? undefined)
  if (prompt === null || loginAbove(screen, row - 1, user) === null) return null
  return endsAfter(screen, row, 'Password: '.length) ? prompt : null
}

/** What was read above a password prompt: `login: USER`, and where the guest was slow to listen, as much of that as it heard and the name once more on a line of its own. */
function loginAbove(screen: TextScreen, row: number, user: string): Alphabet | null {
  const line = lineOf(screen, row)
  if (line.length !== user.length) return readAtEnd(screen, row, `${LOGIN} ${user}`)
  for (let heard = user.length; heard >= 0; heard -= 1) {
    const above = readAtEnd(screen, row - 1, `${LOGIN} ${user.slice(0, heard)}`.trimEnd())
    if (above !== null) return readAs(screen, row, 0, user, above)
  }
  return null
}

function readAtEnd(screen: TextScreen, row: number, text: string): Alphabet | null {
  const from = row < 0 ? -1 : lineOf(screen, row).length - text.length
  return from < 0 ? null : readAs(screen, row, from, text)
}

/**
 * What a guest says to a password, read from below the prompt that `alphabet` was read from. Null while it has said nothing: the line of the prompt has
 * ended, or a cursor stands alone; a refusal comes after two or three seconds.
 */
export function readVerdict(screen: TextScreen, alphabet: Alphabet): 'loggedIn' | 'refused' | null {
  let row = lastRow(screen)
  while (row > 0 && lineOf(screen, row).filter((shape) => shape !== 0).length <= 1) row -= 1
  if (readAs(screen, row, 0, 'Password:', alphabet) !== null) return null
  return asksForLoginAgain(screen, alphabet) || saysIncorrect(screen, alphabet) ? 'refused' : 'loggedIn'
}

/** Whether a login prompt stands on the last line again, in letters that are known from the first one. */
function asksForLoginAgain(screen: TextScreen, alphabet: Alphabet): boolean {
  const row = lastRow(screen)
  const line = lineOf(screen, row)
  for (let col = line.length - 1; col >= LOGIN.length - 1 && col >= line.length - 3; col -= 1) {
    if (screen.isColon(col, row) && readAs(screen, row, col - LOGIN.length + 1, LOGIN, alphabet) !== null) return true
  }
  return false
}

/** Whether `Login incorrect` stands below the last password prompt; a guest's log may follow it. */
function saysIncorrect(screen: TextScreen, alphabet: Alphabet): boolean {
  for (let row = lastRow(screen); row >= 0 && readAs(screen, row, 0, 'Password:', alphabet) === null; row -= 1) {
    if (readAs(screen, row, 0, 'Login incorrect', alphabet) !== null) return true
  }
  return false
}

/** How many cells show something else. */
export function differences(a: TextScreen, b: TextScreen): number {
  let count = 0
  for (let row = 0; row < a.rows; row += 1) for (let col = 0; col < a.cols; col += 1) if (a.at(col, row) !== b.at(col, row)) count += 1
  return count
}

/** FNV-1a: the same shape has the same number in every picture, and no shape has that of an empty cell. */
function shapeOf(ink: readonly number[]): number {
  let hash = 0x811c9dc5
  for (const bits of ink) hash = Math.imul(hash ^ bits, 0x01000193)
  return hash >>> 0 || 1
}
