/** The clipboard's text without what a key could not type: a hidden escape would act on the shell or the terminal. Lines end with LF. */
export function cleanPaste(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, '')
}

/** More than one line, or one that Enter follows: the shell may run it before anybody has read it. */
export function needsWarning(text: string, bracketed: boolean): boolean {
  return text.trimEnd().includes('\n') || (!bracketed && text.endsWith('\n'))
}

export function lineCount(text: string): number {
  return text.trimEnd().split('\n').length
}

/** One command out of several lines: a backslash at a line's end belongs to the break. */
export function asOneLine(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trim().replace(/\s*\\$/, ''))
    .filter((line) => line !== '')
    .join(' ')
}
