import { asciidocToMarkdown } from './asciidoc'
import { fenced } from './foreign-markdown'
import { type Imported, isRecord, lineOf, type Lose, type Loss, mergeLosses, NotImportable, type ParseYaml, slugOf, type SourceFolder, textIn } from './imported'
import { type BlockOutcome, type Page, sectionsOf } from './pages'

/** A lab guide of Showroom, or any Antora component: `antora.yml`, `modules/ROOT/nav.adoc` and its pages. Throws NotImportable for anything else. */
export function importShowroom(folder: SourceFolder, parseYaml: ParseYaml): Imported {
  const losses: Loss[] = []
  const lose = (file: string): Lose => (place, what, instead) => void losses.push({ file, place, what, instead })
  const component = [...folder.texts.keys()].find((name) => /(?:^|\/)antora\.ya?ml$/.test(name))
  if (component === undefined) throw new NotImportable('no antora.yml')
  const root = component.slice(0, component.lastIndexOf('/') + 1)
  const antora = asRecord(parseYaml(folder.texts.get(component) ?? ''))
  const attributes = attributesOf(antora)
  const names = pageNames(folder, root, lose)
  if (names.length === 0) throw new NotImportable(`no pages below ${root}modules`)

  const [files, copies] = [new Map<string, string>(), new Map<string, string>()]
  const pages = names.map((name): Page => {
    const { markdown } = asciidocToMarkdown(folder.texts.get(name) ?? '', { file: name, attributes, include: (target) => included(target, name, root, folder), lose: lose(name) })
    const title = /^#\s+(.+)$/m.exec(markdown)?.[1] ?? name
    return { file: name, title, markdown: markdown.replace(/^#\s+.+$/m, '') }
  })
  const sections = sectionsOf(pages, { folder, files, copies, lose, block: blockOf() })
  reportMachinery(folder, lose)
  const title = lineOf(textIn(antora['title']), 'Lab')
  const first = names[0] ?? ''
  const introduction = sections[0]?.steps.length === 1 && /index\.adoc$/.test(first) ? sections.shift()?.steps[0]?.text : undefined
  return {
    unit: { kind: 'Unit', version: 1, id: slugOf(textIn(antora['name']) === 'modules' ? title : textIn(antora['name']), 'lab'), title, summary: title, ...(introduction !== undefined && { introduction }), sections },
    files,
    copies,
    losses: mergeLosses(losses),
  }
}

/** In the order of the navigation; pages that it does not name come last. */
function pageNames({ texts }: SourceFolder, root: string, lose: (file: string) => Lose): string[] {
  const pages = `${root}modules/ROOT/pages/`
  const all = [...texts.keys()].filter((name) => name.startsWith(pages) && name.endsWith('.adoc')).sort()
  const navigation = texts.get(`${root}modules/ROOT/nav.adoc`) ?? ''
  const named = [...navigation.matchAll(/xref:([^[#\s]+\.adoc)/g)].map(([, page = '']) => `${pages}${page.replace(/^.*:/, '')}`)
  for (const page of new Set(named)) if (!texts.has(page)) lose(`${root}modules/ROOT/nav.adoc`)('navigation', `the page ${page}`, 'it was not found')
  return [...new Set([...named.filter((page) => texts.has(page)), ...all])]
}

function attributesOf(antora: Record<string, unknown>): Record<string, string> {
  const given = asRecord(asRecord(antora['asciidoc'])['attributes'])
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name.replace(/@$/, ''), textIn(value)]))
}

function included(target: string, page: string, root: string, { texts }: SourceFolder): string | null {
  const family = /^(?:ROOT:)?(partial|example)\$(.+)$/.exec(target)
  const here = page.slice(0, page.lastIndexOf('/') + 1)
  const name = family ? `${root}modules/ROOT/${family[1] ?? ''}s/${family[2] ?? ''}` : `${here}${target.replace(/^\.\//, '')}`
  return texts.get(name) ?? null
}

/** Commands, each with the output that the guide shows after it. */
function blockOf(): (block: { info: string; body: string }) => BlockOutcome | null {
  let last: { run?: string | undefined; expect?: string | undefined } | null = null
  return ({ info, body }) => {
    const [, kind, language = ''] = /^asciidoc:(execute|output)(?:\s+(\S+))?$/.exec(info) ?? []
    if (kind === undefined) return null
    if (kind === 'output') {
      if (last !== null && last.expect === undefined) last.expect = body
      return { text: fenced('', body) }
    }
    // Also manifests have that role: it is what gives a block its Copy button.
    const runs = !/^(?:ya?ml|xml|json|ini|toml)$/.test(language) && !/<<-?\s*['"]?\w/.test(body)
    last = runs ? { run: body.trim() } : null
    return { text: fenced(language, body), ...(last !== null && { commands: [last] }) }
  }
}

function reportMachinery({ texts }: SourceFolder, lose: (file: string) => Lose): void {
  for (const name of texts.keys()) {
    if (/(?:^|\/)runtime-automation\//.test(name)) lose(name)('script', 'a script that prepares, checks or solves a module', 'write checks and solutions for what it does')
    if (/(?:^|\/)ui-config\.ya?ml$/.test(name)) lose(name)('tabs', 'the tabs beside the guide', 'the window has its own')
  }
}

const asRecord = (value: unknown): Record<string, unknown> => (isRecord(value) ? value : {})
