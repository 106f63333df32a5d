/** A stretch of a page under one heading; the first of a page has the page's own title. */
export interface HelpSection {
  page: string
  title: string
  text: string
}

export interface HelpPage {
  title: string
  text: string
  sections: HelpSection[]
}

const files: Record<string, string> = import.meta.glob('./pages/*.md', { query: '?raw', import: 'default', eager: true })

/** The pages in the order of their files' numbers. */
export const helpPages: HelpPage[] = Object.keys(files)
  .sort()
  .map((name) => readPage(files[name] ?? ''))

function readPage(text: string): HelpPage {
  const [first = '', ...rest] = text.trim().split(/^## /m)
  const [, title = '', body = ''] = /^# (.*)\n([^]*)$/.exec(first) ?? []
  const below = rest.map((part) => {
    const end = part.indexOf('\n')
    return { page: title, title: part.slice(0, end), text: part.slice(end + 1).trim() }
  })
  return { title, text: body.trim(), sections: [{ page: title, title, text: body.trim() }, ...below] }
}

/** The sections that have every word, those first whose heading has them. */
export function findHelp(pages: readonly HelpPage[], query: string): HelpSection[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  const has = (text: string): boolean => words.every((word) => text.toLowerCase().includes(word))
  const found = pages.flatMap(({ sections }) => sections).filter(({ page, title, text }) => has(`${page} ${title} ${text}`))
  return [...found.filter(({ title }) => has(title)), ...found.filter(({ title }) => !has(title))]
}
