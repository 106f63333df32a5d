import type { ITheme } from '@xterm/xterm'

/**
 * A terminal's colours from the window's tokens. Magenta, cyan and bright magenta are the identities' colours: the prompt that
 * main/terminal/shell gives to an identity names them by number, and so follows light and dark.
 */
export function readPalette(element: Element): ITheme {
  const style = getComputedStyle(element)
  const token = (name: string): string => style.getPropertyValue(name).trim()
  const { background, foreground, red, green, yellow, blue, magenta, cyan } = {
    background: token('--terminal'),
    foreground: token('--text-1'),
    red: token('--danger'),
    green: token('--ok'),
    yellow: token('--warning'),
    blue: token('--id-other'),
    magenta: token('--id-admin'),
    cyan: token('--id-developer'),
  }
  return {
    background,
    foreground,
    cursor: foreground,
    cursorAccent: background,
    selectionBackground: token('--selected'),
    scrollbarSliderBackground: token('--line'),
    scrollbarSliderHoverBackground: token('--line-strong'),
    scrollbarSliderActiveBackground: token('--field'),
    black: token('--raised'),
    red,
    green,
    yellow,
    blue,
    magenta,
    cyan,
    white: token('--text-2'),
    brightBlack: token('--text-3'),
    brightRed: red,
    brightGreen: green,
    brightYellow: yellow,
    brightBlue: token('--accent'),
    brightMagenta: token('--id-kubeadmin'),
    brightCyan: cyan,
    brightWhite: foreground,
  }
}
