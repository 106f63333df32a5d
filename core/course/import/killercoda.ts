import { type Imported, isRecord, lineOf, type Lose, type Loss, mergeLosses, NotImportable, slugOf, type SourceFolder, stepId, textIn } from './imported'
import { type BlockOutcome, type Command, type Step, stepOf } from './pages'

const KNOWN = new Set(['title', 'description', 'details', 'backend', 'icon', 'difficulty', 'time', 'name'])

interface Stage {
  title: string
  text: string
  verify: string | null
  scripts: string[]
}

/** A scenario of Killercoda (and of Katacoda before it): `index.json` and the Markdown it names. Throws NotImportable for anything else. */
export function importKillercoda(folder: SourceFolder): Imported {
  const index = parseIndex(folder)
  const losses: Loss[] = []
  const lose = (file: string): Lose => (place, what, instead) => void losses.push({ file, place, what, instead })
  const files = new Map<string, string>()
  const copies = new Map<string, string>()
  const details = isRecord(index['details']) ? index['details'] : {}
  reportRest(index, details, lose('index.json'))

  const work = { folder, files, copies, lose, block: blockOf(lose) }
  // A scenario may be one page only, called its introduction.
  const stages = Array.isArray(details['steps']) ? details['steps'] : [details['intro']]
  const steps = stages.filter(isRecord).map((raw, at): Step => {
    const stage = stageOf(raw, `Step ${at + 1}`)
    const markdown = readText(folder, stage.text, lose('index.json'))
    const step = stepOf({ title: stage.title, markdown: inlineActions(markdown).markdown }, stepId(0, at), stage.text, work)
    const commands = [...inlineActions(markdown).commands, ...(step.commands ?? [])]
    return { ...step, commands, checks: checkOf(stage, folder, files, lose(stage.text)) }
  })
  if (steps.length === 0) throw new NotImportable('index.json names no pages')
  for (const [name, target] of [['intro', 'introduction.md'], ['finish', 'conclusion.md']] as const) {
    const raw = details[name]
    if (!isRecord(raw) || stages.includes(raw)) continue
    const stage = stageOf(raw, name)
    const text = stepOf({ title: name, markdown: inlineActions(readText(folder, stage.text, lose('index.json'))).markdown }, `0${name}`, stage.text, work)
    const written = text.text === undefined ? undefined : files.get(text.text)
    files.delete(text.text ?? '')
    if (written !== undefined) files.set(target, written)
    for (const command of text.commands ?? []) lose(stage.text)(name, `a command: ${textIn(command.run).slice(0, 200)}`, 'only steps have commands')
  }
  const title = lineOf(textIn(index['title']), 'Scenario')
  return {
    unit: {
      kind: 'Unit',
      version: 1,
      id: slugOf(title, 'scenario'),
      title,
      summary: textIn(index['description']).trim() || title,
      ...(files.has('introduction.md') && { introduction: 'introduction.md' }),
      ...(files.has('conclusion.md') && { conclusion: 'conclusion.md' }),
      sections: [{ id: 'A', title, steps }],
    },
    files,
    copies,
    losses: mergeLosses(losses),
  }
}

function parseIndex({ texts }: SourceFolder): Record<string, unknown> {
  try {
    const index: unknown = JSON.parse(texts.get('index.json') ?? '')
    if (isRecord(index) && isRecord(index['details'])) return index
  } catch {
    // Said below.
  }
  throw new NotImportable('index.json is no scenario of Killercoda')
}

function stageOf(raw: Record<string, unknown>, fallback: string): Stage {
  const scripts = ['background', 'foreground', 'code'].map((field) => textIn(raw[field])).filter((name) => name !== '')
  return { title: textIn(raw['title']) || fallback, text: textIn(raw['text']), verify: textIn(raw['verify']) || null, scripts }
}

function readText({ texts }: SourceFolder, name: string, lose: Lose): string {
  const text = texts.get(name)
  if (text === undefined && name !== '') lose('details', `the page ${name}`, 'the folder does not have it')
  return text ?? ''
}

/** Their scripts run on a machine of theirs; the text is kept for whoever writes the check. */
function checkOf({ verify, scripts }: Stage, { texts }: SourceFolder, files: Map<string, string>, lose: Lose): Step['checks'] {
  for (const script of [...scripts, ...(verify === null ? [] : [verify])]) {
    const text = texts.get(script)
    if (text === undefined) {
      lose(script, 'a script', 'the folder does not have it')
      continue
    }
    const kept = `scripts/${script.replace(/[^A-Za-z0-9_.-]+/g, '-').replace(/^[^A-Za-z0-9_]+/, '')}`
    files.set(kept, text)
    lose(script, script === verify ? 'the script that checks the step' : 'a script that prepares the step', `kept as ${kept}, never run${script === verify ? ': write checks for what it looks at' : ''}`)
  }
  return verify === null ? [] : [{ say: 'You have compared your work with the text', confirm: true }]
}

const ACTION = /\{\{\s*(exec(?:ute)?|copy)?((?:\s+\w+)*)\s*\}\}/

/** `{{exec}}` and `{{copy}}` after inline code. */
function inlineActions(markdown: string): { markdown: string; commands: Command[] } {
  const commands: Command[] = []
  const plain = markdown.replace(/`([^`\n]+)`\{\{\s*(exec(?:ute)?|copy)?[^{}\n]{0,100}\}\}/g, (_whole, code: string, action: string | undefined) => {
    if (action?.startsWith('exec')) commands.push({ run: code.trim() })
    return `\`${code}\``
  })
  return { markdown: plain, commands }
}

function blockOf(lose: (file: string) => Lose): (block: { info: string; body: string; after: string }, file: string, place: string) => BlockOutcome | null {
  return ({ info, body, after }, file, place) => {
    const [marks, action, flags = ''] = ACTION.exec(after) ?? []
    if (marks === undefined) return null
    const text = `\`\`\`${info}\n${body}\n\`\`\``
    if (action?.startsWith('exec') !== true) return { text }
    if (flags.trim() !== '') lose(file)(place, `how it is run: ${flags.trim()}`, 'an ordinary command; end what runs with Ctrl+C first')
    if (/<<-?\s*['"]?\w/.test(body)) {
      lose(file)(place, 'a command with a here-document', 'shown as code; put its text into a manifest and `apply` it')
      return { text }
    }
    return { text, commands: [{ run: body.trim() }] }
  }
}

function reportRest(index: Record<string, unknown>, details: Record<string, unknown>, lose: Lose): void {
  if (index['backend'] !== undefined) lose('backend', `the machine it runs on: ${JSON.stringify(index['backend']).slice(0, 200)}`, 'the classroom is used')
  if (details['assets'] !== undefined) lose('details.assets', `files put onto the machine: ${JSON.stringify(details['assets']).slice(0, 200)}`, 'left out')
  for (const field of ['icon', 'difficulty', 'time'] as const) if (index[field] !== undefined) lose(field, textIn(index[field]), 'units have none')
  for (const field of Object.keys(index)) if (!KNOWN.has(field)) lose(field, `a field: ${JSON.stringify(index[field]).slice(0, 200)}`, 'left out')
}
