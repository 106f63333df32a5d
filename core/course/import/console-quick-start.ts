import { adoptMarkdown, fenced, splitFences } from './foreign-markdown'
import { type Imported, isProse, isRecord, lineOf, type Lose, type Loss, mergeLosses, NotImportable, slugOf, stepId, textIn } from './imported'

/** `console.openshift.io/v1`, as the console's own YAML and the cluster's objects have it. Fields and Markdown extensions: openshift/api and patternfly-quickstarts. */
const SPEC_FIELDS = new Set(['displayName', 'durationMinutes', 'description', 'introduction', 'tasks', 'icon', 'tags', 'prerequisites', 'conclusion', 'nextQuickStart', 'accessReviewResources'])
const TASK_FIELDS = new Set(['title', 'description', 'review', 'summary'])

type Command = NonNullable<Imported['unit']['sections'][number]['steps'][number]['commands']>[number]
type Step = Imported['unit']['sections'][number]['steps'][number]

interface Work {
  lose: Lose
  files: Map<string, string>
}

/** As many as a unit's section may have steps; the console's own have ten at most. */
const MOST_TASKS = 100

/** `data`: the parsed document. `file`: what to call it in the list of losses. Throws NotImportable for anything else. */
export function importQuickStart(data: unknown, file: string): Imported {
  if (!isRecord(data) || data['kind'] !== 'ConsoleQuickStart' || !isRecord(data['spec'])) throw new NotImportable(`${file} is no ConsoleQuickStart`)
  const losses: Loss[] = []
  const lose: Lose = (place, what, instead) => void losses.push({ file, place, what, instead })
  const work: Work = { lose, files: new Map() }
  const { spec } = data
  const metadata = isRecord(data['metadata']) ? data['metadata'] : {}
  const tasks = (Array.isArray(spec['tasks']) ? spec['tasks'] : []).filter(isRecord)
  if (tasks.length === 0) throw new NotImportable(`${file} has no tasks`)
  if (tasks.length > MOST_TASKS) throw new NotImportable(`${file} has more than ${MOST_TASKS} tasks`)
  reportRest(metadata, spec, lose)

  const title = lineOf(textIn(spec['displayName']), textIn(metadata['name']) || 'Quick start')
  const minutes = Math.max(1, Number(spec['durationMinutes']) || tasks.length)
  const steps = tasks.map((task, index) => importTask(task, index, Math.max(1, Math.round(minutes / tasks.length)), work))
  const introduction = writeText('introduction.md', textIn(spec['introduction']), 'introduction', work)
  const conclusion = writeText('conclusion.md', textIn(spec['conclusion']), 'conclusion', work)
  return {
    unit: {
      kind: 'Unit',
      version: 1,
      id: slugOf(textIn(metadata['name']) || title, 'quick-start'),
      title,
      summary: adopt(textIn(spec['description']), 'description', work).text || title,
      ...(introduction && { introduction }),
      ...(conclusion && { conclusion }),
      prerequisites: [...listOf(spec['prerequisites']).map((text) => lineOf(text, '…')), ...accessOf(spec['accessReviewResources'], lose)],
      tags: listOf(spec['tags']).map((text) => lineOf(text, '…')),
      next: listOf(spec['nextQuickStart']).map((name) => slugOf(name, 'next')),
      sections: [{ id: 'A', title: 'Tasks', steps }],
    },
    files: work.files,
    copies: new Map(),
    losses: mergeLosses(losses),
  }
}

function importTask(task: Record<string, unknown>, index: number, minutes: number, work: Work): Step {
  const place = `tasks[${index}]`
  for (const field of Object.keys(task)) if (!TASK_FIELDS.has(field)) work.lose(`${place}.${field}`, `a field that quick starts do not have in the API: ${JSON.stringify(task[field]).slice(0, 200)}`, 'left out')
  const id = stepId(0, index)
  const description = adopt(textIn(task['description']), `${place}.description`, work)
  const review = isRecord(task['review']) ? task['review'] : {}
  const summary = isRecord(task['summary']) ? task['summary'] : {}
  const instructions = adopt(textIn(review['instructions']), `${place}.review.instructions`, work)
  const parts = [description.text.replace(/^#+\s+([^\n]+)\n/, '**$1**\n')]
  if (instructions.text !== '') parts.push(`## Check your work\n\n${instructions.text.replace(/^#+\s+/gm, '')}`)
  const success = adopt(textIn(summary['success']), `${place}.summary.success`, work).text
  if (success !== '') parts.push(`## Afterwards\n\n${success}`)
  const file = `steps/${id.toLowerCase()}.md`
  work.files.set(file, `${parts.join('\n\n').trim()}\n`)
  const hints = [...new Set([textIn(review['failedTaskHelp']), textIn(summary['failed'])].map((text) => adopt(text, `${place}.review`, work).text))].filter(isProse)
  return {
    id,
    title: lineOf(textIn(task['title']), `Task ${index + 1}`),
    minutes,
    text: file,
    commands: [...description.commands, ...instructions.commands],
    // The original asks the student as well: no machine looks.
    checks: instructions.text === '' ? [] : [{ say: lineOf(questionOf(instructions.text), 'You have checked your work'), confirm: true }],
    hints,
  }
}

/** The sentence that is asked, without the heading above it. */
function questionOf(instructions: string): string {
  const lines = instructions.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'))
  return lines.find((line) => line.includes('?')) ?? lines[0] ?? instructions
}

const SHELL = /^\s*(?:\$\s+)?(?:oc|kubectl|virtctl|helm|odo|kn|tkn|curl|ssh|git|npm|mvn|podman|skopeo|export|cd|ls|cat|echo|mkdir|openssl)\b/

/** One text: its Markdown extensions become plain Markdown, its blocks to be run become commands. */
function adopt(markdown: string, place: string, { lose }: Work): { text: string; commands: Command[] } {
  const commands: Command[] = []
  const pieces = splitFences(markdown).map((piece) => {
    if (piece.kind === 'text') return adoptExtensions(piece.text, place, commands, lose)
    const action = /\{\{(copy|execute)\}\}/.exec(piece.body.split('\n').at(-1) ?? '')?.[1] ?? /\{\{(copy|execute)\}\}/.exec(piece.after)?.[1]
    const body = piece.body.replace(/\{\{(?:copy|execute)\}\}/g, '')
    const rest = piece.after.replace(/\{\{(?:copy|execute)\}\}/g, '').trim()
    if (action === 'execute' || (action === 'copy' && SHELL.test(body))) commands.push({ run: body.trim() })
    else if (action === 'copy') lose(place, 'a button that copies a block', 'the block itself')
    return fenced(piece.info, body) + (rest === '' ? '' : `\n${rest}`)
  })
  const text = adoptMarkdown(pieces.join('\n'), { file: '', place, folder: { texts: new Map(), others: new Set() }, copies: new Map(), lose })
  return { text: text.trim(), commands }
}

function adoptExtensions(text: string, place: string, commands: Command[], lose: Lose): string {
  return text
    .replace(/`([^`\n]+)`\{\{(copy|execute)\}\}/g, (_whole, code: string, action: string) => {
      if (action === 'execute' || SHELL.test(code)) commands.push({ run: code.trim() })
      else lose(place, `a button that copies ${code.slice(0, 200)}`, 'the words as code')
      return `\`${code}\``
    })
    .replace(/\[([^\][]+)\]\{\{highlight ([\w-]+)\}\}/g, (_whole, label: string, id: string) => {
      lose(place, `the pointer to ${id} of the web console at “${label}”`, 'the label in bold')
      return `**${label}**`
    })
    .replace(/\[([^\][]+)\]\{\{admonition (\w+)\}\}/g, (_whole, words: string, kind: string) => `\n> **${kind.charAt(0).toUpperCase()}${kind.slice(1)}:** ${words}\n`)
    .replace(/\[([^\][]+)\]\{\{accordion (?:"|&quot;)(.*?)(?:"|&quot;)\}\}/g, (_whole, words: string, title: string) => `\n**${title}**\n\n${words}\n`)
    .replace(/\{\{(?!\s)([^{}]{1,100})\}\}/g, (whole: string, what: string) => {
      lose(place, `an extension that is not known: {{${what}}}`, 'shown as text')
      return whole
    })
}

function writeText(name: string, markdown: string, place: string, work: Work): string | null {
  const { text, commands } = adopt(markdown, place, work)
  for (const { run } of commands) work.lose(place, `a button for ${String(run).slice(0, 200)}`, 'shown as code: only steps have commands')
  if (text === '') return null
  work.files.set(name, `${text}\n`)
  return name
}

function reportRest(metadata: Record<string, unknown>, spec: Record<string, unknown>, lose: Lose): void {
  for (const field of ['annotations', 'labels'] as const) {
    const names = isRecord(metadata[field]) ? Object.keys(metadata[field]).filter((name) => !name.startsWith('kubectl.kubernetes.io/')) : []
    if (names.length > 0) lose(`metadata.${field}`, names.join(', '), 'left out: a unit belongs to no release of a cluster')
  }
  if (textIn(spec['icon']) !== '') lose('spec.icon', 'the icon', 'units have none')
  for (const field of Object.keys(spec)) if (!SPEC_FIELDS.has(field)) lose(`spec.${field}`, `a field that quick starts do not have in the API: ${JSON.stringify(spec[field]).slice(0, 200)}`, 'left out')
}

/** Who may not do these would not have seen the original; here it is said beforehand. */
function accessOf(reviews: unknown, lose: Lose): string[] {
  const resources = (Array.isArray(reviews) ? reviews : []).filter(isRecord)
  if (resources.length > 0) lose('spec.accessReviewResources', `hides the quick start from users without ${resources.length} right${resources.length === 1 ? '' : 's'}`, 'said among what must be given before')
  return resources.map((review) => {
    const group = textIn(review['group'])
    const where = textIn(review['namespace'])
    return lineOf(`The right to ${textIn(review['verb']) || 'use'} ${textIn(review['resource'])}${group === '' ? '' : `.${group}`}${where === '' ? '' : ` in ${where}`}`, 'A right')
  })
}

const listOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(textIn).filter((text) => text.trim() !== '') : [])
