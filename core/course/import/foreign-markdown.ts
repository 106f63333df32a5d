import type { Lose, SourceFolder } from './imported'

/** A piece of Markdown between fences, or a fenced block with what follows its end on the same line. */
type Piece = { kind: 'text'; text: string } | { kind: 'fence'; info: string; body: string; after: string }

const FENCE = /^(\s*)(`{3,}|~{3,})(.*)$/

/** Takes a text apart at its fenced blocks. */
export function splitFences(markdown: string): Piece[] {
  const pieces: Piece[] = []
  let text: string[] = []
  let fence: { mark: string; info: string; body: string[] } | null = null
  const closeText = (): void => {
    if (text.length > 0) pieces.push({ kind: 'text', text: text.join('\n') })
    text = []
  }
  for (const line of markdown.split(/\r?\n/)) {
    const [, , mark = '', info = ''] = FENCE.exec(line) ?? []
    if (fence === null) {
      if (mark === '') {
        text.push(line)
        continue
      }
      closeText()
      fence = { mark, info: info.trim(), body: [] }
      continue
    }
    const end = line.trim()
    if (end.startsWith(fence.mark) && !/^[`~]+\w/.test(end)) {
      pieces.push({ kind: 'fence', info: fence.info, body: fence.body.join('\n'), after: end.slice(fence.mark.length).trim() })
      fence = null
    } else fence.body.push(line)
  }
  if (fence !== null) pieces.push({ kind: 'fence', info: fence.info, body: fence.body.join('\n'), after: '' })
  closeText()
  return pieces
}

export function fenced(info: string, body: string): string {
  // A block that holds a fence itself needs a longer one.
  const mark = '`'.repeat(Math.max(3, ...[...body.matchAll(/`{3,}/g)].map(([run]) => run.length + 1)))
  return `${mark}${info}\n${body}\n${mark}`
}

interface Surroundings {
  /** The text's own name, to find its pictures from. */
  file: string
  /** What to call the place in the list of losses. */
  place: string
  folder: SourceFolder
  /** Name in the unit's folder by name in the original's. */
  copies: Map<string, string>
  lose: Lose
}

// From an opening that is never closed little is read twice: labels hold no other opening, addresses have an end.
const PICTURE = /!\[([^\][]*)\]\(\s{0,9}<?([^)\s>]{0,2000})>?(?:\s{1,9}"[^"\n]{0,500}")?\s{0,9}\)/g
const LINK = /(!?)\[([^\][]+)\]\(\s{0,9}<?([^)\s>]{0,2000})>?(?:\s{1,9}"[^"\n]{0,500}")?\s{0,9}\)/g
const DEFINITION = /^\[([^\][\n]+)\]:[ \t]*(\S+).*$/gm

const TAGS: readonly [RegExp, string][] = [
  [/<\/?(?:b|strong)>/gi, '**'],
  [/<\/?(?:i|em)>/gi, '*'],
  [/<\/?code>/gi, '`'],
  [/<br\s*\/?>/gi, '  \n'],
  [/<\/?(?:p|div|center)(?:\s[^<>]*)?>/gi, '\n'],
  [/<\/?(?:small|span|u|sub|sup|kbd)(?:\s[^<>]*)?>/gi, ''],
  [/<!--(?:(?!<!--)[\s\S])*?-->/g, ''],
]

/** Makes a foreign text one that units may have: https links, pictures of the folder, no HTML. */
export function adoptMarkdown(markdown: string, around: Surroundings): string {
  return splitFences(markdown)
    .map((piece) => (piece.kind === 'fence' ? `${fenced(piece.info, piece.body)}${piece.after}` : adoptText(piece.text, around)))
    .join('\n')
}

function adoptText(text: string, around: Surroundings): string {
  // Code is left alone: what looks like a link in it is none.
  return text.split(/(`[^`\n]+`)/).map((part, index) => (index % 2 === 1 ? part : adoptProse(part, around))).join('')
}

function adoptProse(text: string, around: Surroundings): string {
  const { lose, place } = around
  let adopted = text
    .replace(PICTURE, (_whole, alt: string, url: string) => adoptPicture(alt, url, around))
    .replace(LINK, (whole, picture: string, label: string, url: string) => (picture !== '' ? whole : adoptLink(whole, label, url, place, lose)))
    .replace(DEFINITION, (whole, label: string, url: string) => {
      if (url.startsWith('https://')) return whole
      lose(place, `the address of “${label}”: ${url.slice(0, 200)}`, 'only https addresses are linked')
      return ''
    })
    .replace(/<(http:\/\/[^<>\s]+)>/g, '$1')
  for (const [tag, mark] of TAGS) adopted = adopted.replace(tag, mark)
  const rest = [...adopted.matchAll(/<\/?([a-z][a-z0-9-]*)(?:\s[^<>]*)?>/gi)].map(([, name = '']) => name.toLowerCase())
  for (const name of new Set(rest)) lose(place, `HTML <${name}>`, 'shown as text')
  return adopted
}

function adoptLink(whole: string, label: string, url: string, place: string, lose: Lose): string {
  if (/^(?:https:|glossary:|step:)/.test(url)) return whole
  lose(place, `a link to ${url.slice(0, 200)}`, 'its words are kept')
  return /^http:/.test(url) ? `${label} (${url})` : label
}

function adoptPicture(alt: string, url: string, { file, place, folder, copies, lose }: Surroundings): string {
  if (/^https:/.test(url)) {
    lose(place, `a picture from the network: ${url.slice(0, 200)}`, 'a link to it')
    return `[${alt === '' ? 'Picture' : alt}](${url})`
  }
  const source = findFile(url, file, folder)
  if (source === null || !/\.(?:png|svg)$/i.test(source)) {
    lose(place, `a picture: ${url.slice(0, 200)}`, source === null ? 'it was not found' : 'only .png and .svg pictures are shown')
    return alt
  }
  const target = `pictures/${source.replace(/^.*\//, '').replace(/[^A-Za-z0-9_.-]/g, '-').replace(/^[^A-Za-z0-9_]+/, '')}`
  copies.set(target, source)
  return `![${alt === '' ? 'Picture' : alt}](${target})`
}

/** A file that a text names, from its own place, from the root, or below a folder of assets. */
function findFile(url: string, from: string, { others, texts }: SourceFolder): string | null {
  const name = url.replace(/[?#].*$/, '').replace(/^\.?\//, '')
  const here = from.includes('/') ? from.slice(0, from.lastIndexOf('/') + 1) : ''
  const exists = (path: string): boolean => others.has(path) || texts.has(path)
  const resolved = resolveDots(here + name)
  return [resolved, name, `assets/${name}`].find(exists) ?? [...others, ...texts.keys()].find((path) => path.endsWith(`/images/${name}`)) ?? null
}

function resolveDots(path: string): string {
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '.' && part !== '') parts.push(part)
  }
  return parts.join('/')
}
