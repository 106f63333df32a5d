/** A key of a US keyboard: its code of scan code set 1, and whether Shift makes the character. */
type Key = readonly [code: number, shift: boolean]

const rows: readonly (readonly [firstCode: number, plain: string, shifted: string])[] = [
  [0x02, '1234567890-=', '!@#$%^&*()_+'],
  [0x10, 'qwertyuiop[]', 'QWERTYUIOP{}'],
  [0x1e, "asdfghjkl;'`", 'ASDFGHJKL:"~'],
  [0x2b, '\\zxcvbnm,./', '|ZXCVBNM<>?'],
  [0x39, ' ', ' '],
]

const characters = new Map<number, Key>(
  rows.flatMap(([first, plain, shifted]) =>
    [...plain].flatMap((character, index): [number, Key][] => {
      const other = shifted.charAt(index)
      const key: [number, Key] = [character.charCodeAt(0), [first + index, false]]
      return other === character ? [key] : [key, [other.charCodeAt(0), [first + index, true]]]
    }),
  ),
)

/** 0xe000 in a code stands for the prefix byte 0xe0 of the keys that the first PC did not have. */
const extended = 0xe000

/**
 * Keys without a character, by the keysyms of X11.
 *
 * @see https://gitlab.freedesktop.org/xorg/proto/xorgproto/-/blob/master/include/X11/keysymdef.h
 */
const named = new Map<number, number>([
  [0xff08, 0x0e], // BackSpace
  [0xff09, 0x0f], // Tab
  [0xfe20, 0x0f], // ISO_Left_Tab: Tab with Shift
  [0xff0d, 0x1c], // Return
  [0xff1b, 0x01], // Escape
  [0xffff, extended | 0x53], // Delete
  [0xff63, extended | 0x52], // Insert
  [0xff50, extended | 0x47], // Home
  [0xff57, extended | 0x4f], // End
  [0xff55, extended | 0x49], // Page_Up
  [0xff56, extended | 0x51], // Page_Down
  [0xff52, extended | 0x48], // Up
  [0xff54, extended | 0x50], // Down
  [0xff51, extended | 0x4b], // Left
  [0xff53, extended | 0x4d], // Right
  [0xffe1, 0x2a], // Shift_L
  [0xffe2, 0x36], // Shift_R
  [0xffe3, 0x1d], // Control_L
  [0xffe4, extended | 0x1d], // Control_R
  [0xffe9, 0x38], // Alt_L
  [0xffea, extended | 0x38], // Alt_R
  [0xfe03, extended | 0x38], // ISO_Level3_Shift
  [0xffe5, 0x3a], // Caps_Lock
  [0xff7f, 0x45], // Num_Lock
  [0xff14, 0x46], // Scroll_Lock
  [0xffeb, extended | 0x5b], // Super_L
  [0xffec, extended | 0x5c], // Super_R
  [0xff67, extended | 0x5d], // Menu
  [0xff61, extended | 0x37], // Print
  ...Array.from({ length: 10 }, (_, index): [number, number] => [0xffbe + index, 0x3b + index]), // F1 to F10
  [0xffc8, 0x57], // F11
  [0xffc9, 0x58], // F12
  [0xff8d, extended | 0x1c], // KP_Enter
  [0xffaf, extended | 0x35], // KP_Divide
  [0xffaa, 0x37], // KP_Multiply
  [0xffad, 0x4a], // KP_Subtract
  [0xffab, 0x4e], // KP_Add
])

/** The digits of the key pad, which do not lie in their order. They send what the digits above the letters send: NumLock is not known here. */
const keypadDigits = { first: 0xffb0, last: 0xffb9 }

const leftShift = 0x2a
const shifts: readonly number[] = [leftShift, 0x36]

/** What a key sends when it goes down (or, with the high bit, up). */
const encode = (code: number, down: boolean): number[] => [...(code >= extended ? [0xe0] : []), (code & 0x7f) | (down ? 0 : 0x80)]

/**
 * Makes scan codes of a US keyboard from the keys that a viewer tells. A viewer tells characters of the user's own
 * keyboard: where that one needs Shift and a US one does not, or the other way round, Shift is pressed or let go for that key.
 */
export class Keyboard {
  private readonly down = new Set<number>()

  /** @param send to the guest, the bytes of one key */
  constructor(private readonly send: (codes: readonly number[]) => void) {}

  /** @param keysym as X11 has it */
  press(keysym: number, isDown: boolean): void {
    const code = named.get(keysym)
    if (code !== undefined) {
      this.pressCode(code, isDown)
      return
    }
    const digit = keysym >= keypadDigits.first && keysym <= keypadDigits.last ? keysym - keypadDigits.first + 0x30 : keysym
    const key = characters.get(digit)
    if (key) this.pressCharacter(key, isDown)
  }

  /** @param code of scan code set 1; 0x80 and more stand for the keys with a prefix, as in QEMU's extended key events */
  pressScanCode(code: number, isDown: boolean): void {
    this.pressCode(code >= 0x80 ? extended | (code & 0x7f) : code, isDown)
  }

  /** A viewer went away with keys held down. */
  releaseAll(): void {
    for (const code of [...this.down]) this.pressCode(code, false)
  }

  private pressCharacter([code, shift]: Key, isDown: boolean): void {
    const held = shifts.filter((candidate) => this.down.has(candidate))
    if (!isDown || shift === held.length > 0) {
      this.pressCode(code, isDown)
      return
    }
    const changes = shift ? [leftShift] : held
    for (const change of changes) this.send(encode(change, shift))
    this.pressCode(code, true)
    for (const change of changes) this.send(encode(change, !shift))
  }

  private pressCode(code: number, isDown: boolean): void {
    if (isDown) this.down.add(code)
    else this.down.delete(code)
    this.send(encode(code, isDown))
  }
}
