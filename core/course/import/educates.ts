import { asciidocToMarkdown } from './asciidoc'
import { fenced } from './foreign-markdown'
import { type Imported, isRecord, lineOf, type Lose, type Loss, mergeLosses, NotImportable, type ParseYaml, slugOf, type SourceFolder, textIn } from './imported'
import { type BlockOutcome, type Page, sectionsOf, splitFrontMatter } from './pages'

const PAGE = /^(?:.*\/)?workshop\/content\/(.+)\.(md|adoc)$/

/** A workshop of Educates: pages below `workshop/content`, actions as fenced blocks. Throws NotImportable for anything else. */
export function importEducates(folder: SourceFolder, parseYaml: ParseYaml): Imported {
  const losses: Loss[] = []
  const lose = (file: string): Lose => (place, what, instead) => void losses.push({ file, place, what, instead })
  const names = [...folder.texts.keys()].filter((name) => PAGE.test(name)).sort()
  if (names.length === 0) throw new NotImportable('no pages below workshop/content')
  const [files, copies] = [new Map<string, string>(), new Map<string, string>()]
  const pages = names.map((name) => pageOf(name, folder.texts.get(name) ?? '', parseYaml, lose(name)))
  const sections = sectionsOf(pages, { folder, files, copies, lose, block: (block, file, place) => actionOf(block, parseYaml, lose(file), place) })
  const { title, description } = describe(folder, parseYaml, pages[0]?.title ?? 'Workshop')
  return { unit: { kind: 'Unit', version: 1, id: slugOf(title, 'workshop'), title, summary: description, sections }, files, copies, losses: mergeLosses(losses) }
}

function pageOf(name: string, text: string, parseYaml: ParseYaml, lose: Lose): Page {
  const { front, body } = splitFrontMatter(text)
  const matter = safely(parseYaml, front)
  const markdown = name.endsWith('.adoc') ? asciidocToMarkdown(body, { file: name, attributes: {}, include: () => null, lose }).markdown : body
  const heading = /^#\s+(.+)$/m.exec(markdown)?.[1]
  for (const field of Object.keys(matter)) if (!['title', 'weight', 'draft'].includes(field)) lose('front matter', `${field}: ${JSON.stringify(matter[field]).slice(0, 200)}`, 'left out')
  return { file: name, title: textIn(matter['title']) || heading || (PAGE.exec(name)?.[1] ?? name), markdown: withoutShortcodes(markdown, lose) }
}

/** Hugo's shortcodes and the older %variables%. */
function withoutShortcodes(markdown: string, lose: Lose): string {
  return markdown
    .replace(/\{\{[<%]\s*param\s+"?([\w.-]+)"?\s*[>%]\}\}/g, (_whole, name: string) => variable(name, lose))
    .replace(/%([a-z][a-z0-9_]{2,40})%/g, (_whole, name: string) => variable(name, lose))
    .replace(/\{\{[<%]\s*(?:\/?note|\/?warning|\/?danger)\s*[>%]\}\}/g, '\n')
    .replace(/\{\{[<%]([^>%]{1,200})[>%]\}\}/g, (whole: string, what: string) => {
      lose('text', `a shortcode: ${what.trim()}`, 'shown as text')
      return whole
    })
}

function variable(name: string, lose: Lose): string {
  lose('text', `the session’s variable ${name}`, `written \${${name}}: give it a value under \`variables\``)
  return `\${${name.replaceAll('-', '_')}}`
}

const RUNS = /^(?:execute(?:-\d+|-all)?|terminal:execute(?:-all)?)$/
const COPIES = /^(?:copy(?:-and-edit)?|workshop:copy(?:-and-edit)?|terminal:input)$/
const ACTIONS = /^(?:terminal|workshop|dashboard|files|section|examiner|editor):[\w-]+$/

/** Fields of an action that only say how it looks or when it starts. */
const MANNERS = ['title', 'prefix', 'description', 'autostart', 'cascade', 'hidden', 'cooldown', 'event', 'session', 'clear', 'endl', 'name', 'timeout', 'retries', 'delay']

function actionOf({ info, body }: { info: string; body: string }, parseYaml: ParseYaml, lose: Lose, place: string): BlockOutcome | null {
  const action = info.trim()
  if (!RUNS.test(action) && !COPIES.test(action) && !ACTIONS.test(action)) return null
  const fields = action.includes(':') ? safely(parseYaml, body) : {}
  const description = textIn(fields['description']) || textIn(fields['title'])
  const before = description === '' ? '' : `${description}\n\n`
  const manner = MANNERS.filter((name) => fields[name] !== undefined && !['title', 'description'].includes(name))
  if (RUNS.test(action)) {
    const command = (action.startsWith('terminal:') ? textIn(fields['command']) : body).trim()
    if (/-(?:[2-9]|all)$/.test(action) || manner.includes('session')) lose(place, `the terminal that ${JSON.stringify(command.slice(0, 100))} is for`, 'it goes to the terminal in use')
    const others = manner.filter((name) => name !== 'session')
    if (others.length > 0) lose(place, `how it is started: ${others.map((name) => `${name}: ${JSON.stringify(fields[name])}`).join(', ')}`, 'a button')
    if (command === '' || /<<-?\s*['"]?\w/.test(command)) {
      lose(place, 'a command with a here-document', 'shown as code; put its text into a manifest and `apply` it')
      return { text: before + fenced('', command) }
    }
    return { text: before + fenced('', command), commands: [{ run: command }] }
  }
  if (COPIES.test(action)) return { text: before + fenced('', action.includes(':') ? textIn(fields['text']) || body : body) }
  if (action.startsWith('section:')) {
    if (action === 'section:end') return { text: '' }
    lose(place, 'a section that folds', 'its words, unfolded')
    return { text: `**${textIn(fields['title']) || 'More'}**\n` }
  }
  return actionWithoutMachine(action, fields, body, before, place, lose)
}

function actionWithoutMachine(action: string, fields: Record<string, unknown>, body: string, before: string, place: string, lose: Lose): BlockOutcome {
  if (action === 'dashboard:open-url' && /^https:/.test(textIn(fields['url']))) return { text: `${before}[${textIn(fields['url'])}](${textIn(fields['url'])})` }
  if (action === 'examiner:execute-test') {
    lose(place, `the test ${textIn(fields['name'])}, a script`, 'write a check for what it looks at; its arguments are kept in the text')
    return { text: `${before}${fenced('yaml', body)}` }
  }
  if (action === 'editor:create-file' || action === 'editor:append-lines-to-file') {
    lose(place, `${action}: an editor of the session`, 'the file’s name and its text')
    return { text: `${before}In \`${textIn(fields['file'])}\`:\n\n${fenced('', textIn(fields['text']))}` }
  }
  lose(place, `${action}, which needs the session’s own tools`, 'shown as a block')
  return { text: `${before}${fenced('yaml', body)}` }
}

function describe({ texts }: SourceFolder, parseYaml: ParseYaml, fallback: string): { title: string; description: string } {
  const name = [...texts.keys()].find((path) => /(?:^|\/)resources\/workshop\.ya?ml$/.test(path))
  const workshop = name === undefined ? {} : safely(parseYaml, texts.get(name) ?? '')
  const spec = isRecord(workshop['spec']) ? workshop['spec'] : {}
  const title = lineOf(textIn(spec['title']), lineOf(fallback, 'Workshop'))
  return { title, description: textIn(spec['description']).trim() || title }
}

function safely(parseYaml: ParseYaml, text: string): Record<string, unknown> {
  try {
    const data = parseYaml(text)
    return isRecord(data) ? data : {}
  } catch {
    return {}
  }
}
