import type { Terminal } from '@xterm/xterm'

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
