import { boundMarks } from '../text'

/** What a line of a log would do to its surroundings is shown instead of done: control characters as their pictures, marks of direction and what has no width by name. */
export function visibleText(text: string): string {
  return boundMarks(text.replace(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g, pictureOf))
}

const PICTURES = 0x2400
const DELETE = 0x7f

function pictureOf(sign: string): string {
  const code = sign.charCodeAt(0)
  if (code < 0x20) return String.fromCharCode(PICTURES + code)
  return code === DELETE ? '\u2421' : `\\u${code.toString(16).padStart(4, '0')}`
}

/** The places of a text in a line, from and to; without regard to case. */
export function placesOf(line: string, wanted: string): [from: number, to: number][] {
  const places: [number, number][] = []
  if (wanted === '') return places
  const [text, word] = [line.toLowerCase(), wanted.toLowerCase()]
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + word.length)) places.push([at, at + word.length])
  return places
}
