// What stands on the letter before it, or has no width: marks, joiners, spaces of no width, tags. No script has more than six on a letter; Tibetan has those.
// Thousands are painted over what is above and below, and Chromium breaks a line of them in a time that grows with their square: 12,000 take seconds.
const MARK = '[\\p{M}\\u200b-\\u200f\\u2060-\\u2064\\ufeff\\u{e0000}-\\u{e007f}]'
const MARKS_TOGETHER = 6
// One sign made of many: a family has three joiners, two people kissing with the colours of their skin as many.
const JOINED = '[^\\p{M}\\s\\u200d]\\p{M}{0,2}[\\u{1f3fb}-\\u{1f3ff}]?\\u200d'
const JOINED_TOGETHER = 6

const MARKS = new RegExp(`(${MARK}{${MARKS_TOGETHER}})${MARK}+`, 'gu')
const CHAINS = new RegExp(`((?:${JOINED}){${JOINED_TOGETHER}})(?:${JOINED})+`, 'gu')

/** The part of a text that `boundMarks` would shorten: more on one letter, or joined to one sign, than any script has. */
export const STACKED = new RegExp(`(?<=${MARK}{${MARKS_TOGETHER}})${MARK}+|(?<=(?:${JOINED}){${JOINED_TOGETHER}})(?:${JOINED})+`, 'gu')

/** A text with no more marks on a letter, and no more signs joined to one, than any script has; a U+FFFD stands for the others. */
export function boundMarks(text: string): string {
  // Nearly all texts have none.
  if (!/[\u0300-\uffff]/.test(text)) return text
  return text.replace(MARKS, '$1\ufffd').replace(CHAINS, '$1\ufffd')
}
