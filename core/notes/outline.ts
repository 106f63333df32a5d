import { linesOf } from '../markdown'
import { frontMatterEnd, readFrontMatter } from './front-matter'

interface Heading {
  level: number
  text: string
  /** Of its line, counted from 0. */
  line: number
}

interface NoteLink {
  /** What stands between `[[` and `]]`, before any `|`. */
  target: string
  line: number
}

/** What a note says of itself. */
export interface NoteOutline {
  title: string
  excerpt: string
  unit: string | null
  step: string | null
  tags: string[]
  headings: Heading[]
  links: NoteLink[]
}

/** Two lines of the list (look/LOOK.md). */
const EXCERPT_CHARACTERS = 160

/** The name of a note's file without folder and extension. */
export function stemOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.md$/i, '')
}

/** Reads a note in one pass over its lines; what stands in code blocks is code. */
export function readOutline(path: string, text: string): NoteOutline {
  const matter = readFrontMatter(text)
  const headings: Heading[] = []
  const links: NoteLink[] = []
  const tags = new Set(matter.tags)
  let excerpt = ''
  const offset = frontMatterEnd(text)
  let number = offset === 0 ? -1 : countLines(text.slice(0, offset)) - 1
  for (const { text: line, inCode } of linesOf(text.slice(offset))) {
    number += 1
    const heading = inCode ? null : readHeading(line)
    if (heading) {
      headings.push({ ...heading, line: number })
      continue
    }
    if (excerpt.length < EXCERPT_CHARACTERS) excerpt = `${excerpt} ${plain(line)}`.trim()
    if (inCode) continue
    for (const match of line.matchAll(/\[\[([^\][|\n]{1,200})(?:\|[^\][\n]*)?\]\]/g)) links.push({ target: (match[1] ?? '').trim(), line: number })
    for (const match of line.matchAll(/(?<=^|[\s(])#(\p{L}[\p{L}\p{N}_/-]{0,60})/gu)) tags.add(match[1] ?? '')
  }
  return {
    title: headings.find(({ text: words }) => words !== '')?.text ?? stemOf(path),
    excerpt: excerpt.slice(0, EXCERPT_CHARACTERS),
    unit: matter.unit,
    step: matter.step,
    tags: [...tags],
    headings,
    links,
  }
}

/** `## Words ##` as level and words; null for any other line. */
function readHeading(line: string): { level: number; text: string } | null {
  const [, marks, words = ''] = /^ {0,3}(#{1,6})(?:[ \t]+(.*))?$/.exec(line.trimEnd()) ?? []
  return marks === undefined ? null : { level: marks.length, text: plain(words.replace(/(?:^|(?<=[ \t]))#+$/, '')) }
}

function countLines(text: string): number {
  return text.split('\n').length - 1
}

/** A line without the marks of Markdown, for lists and titles. What is between brackets holds no other opening, or a line of them would be read again from each. */
export function plain(line: string): string {
  return line
    .replace(/!\[([^\][]*)\]\([^()]*\)/g, '$1')
    .replace(/\[([^\][]+)\]\([^()]*\)/g, '$1')
    .replace(/\[\[(?:[^\][|]*\|)?([^\][]*)\]\]/g, '$1')
    .replace(/^[ \t]*(?:>[ \t]*)+/, '')
    .replace(/^[ \t]*(?:[-*+]|\d+[.)])[ \t]+(?:\[[ xX]\][ \t]+)?/, '')
    .replace(/(\*\*|__|~~|`)(.+?)\1/g, '$2')
    .replace(/(?<![\w*])([*_])(?=\S)([^*_]+)(?<=\S)\1(?![\w*])/g, '$2')
    .trim()
}
