import type { ITerminalAddon, IUnicodeHandling, Terminal } from '@xterm/xterm'

type WidthProvider = Parameters<IUnicodeHandling['register']>[0]

/** More lines and columns than any terminal here has; a program that repeats or moves more often than that wants to stop it. */
const MOST = 2_000

/**
 * Repeat a character, insert and delete lines, scroll, go to a tab: what xterm.js does as often as it is told to, one after the other. Eight characters in a
 * file, `ESC [ 999999999 L`, would keep the window busy for minutes.
 */
const COUNTED = ['b', 'L', 'M', 'S', 'T', 'I', 'Z']

/** Leaves out what counts beyond all sense. */
export function boundTerminal({ parser }: Pick<Terminal, 'parser'>): void {
  for (const final of COUNTED) {
    parser.registerCsiHandler({ final }, ([count = 1]) => (typeof count === 'number' ? count : (count[0] ?? 1)) > MOST)
  }
}

/** No script has more marks on a letter. */
const MARKS_TOGETHER = 6

// How xterm.js packs what a character does (its UnicodeService): bit 0 joins it to the one before, bits 1 and 2 are its width, and those above are left to
// whoever answers, who is told them with the next character.
const JOINS = 1
const OWN_CELL = 1 << 1
const STATE_SHIFT = 3
const STATELESS = (1 << STATE_SHIFT) - 1

/** The widths of another addon's; of thousands of marks on one letter, which a line's layout takes seconds for, each seventh gets a cell of its own. */
export function boundMarksOf(widths: ITerminalAddon): ITerminalAddon {
  return {
    activate(terminal) {
      const register = (provider: WidthProvider): void =>
        terminal.unicode.register({
          version: provider.version,
          wcwidth: (code) => provider.wcwidth(code),
          charProperties(code, before) {
            const found = provider.charProperties(code, before) & STATELESS
            if ((found & JOINS) === 0) return found
            const joined = (before >> STATE_SHIFT) + 1
            return joined > MARKS_TOGETHER ? OWN_CELL : found | (joined << STATE_SHIFT)
          },
        })
      widths.activate({ unicode: { register } } as unknown as Terminal)
    },
    dispose: () => widths.dispose(),
  }
}
