import { fillIn, joinVariables, type Variables } from '../variables'
import type { CommandSource, StepSource, UnitSource } from '../unit'

/** What of a unit a ConsoleQuickStart cannot hold. */
export interface ExportLoss {
  step: string
  what: string
}

interface UnitTexts {
  source: UnitSource
  /** Markdown and manifests, by their names in the unit. */
  texts: ReadonlyMap<string, string>
  manifests: ReadonlyMap<string, string>
}

// The limits of the API (openshift/api, console/v1).
const MAX_DESCRIPTION = 256
const MAX_SUMMARY = 128

/** A unit as `console.openshift.io/v1`, with a task for each step. Values of the classroom that a cluster does not know stay written as `${name}`. */
export function exportQuickStart({ source, texts, manifests }: UnitTexts): { quickStart: object; losses: ExportLoss[] } {
  const losses: ExportLoss[] = []
  const variables = joinVariables(source.variables)
  const plain = (markdown: string, step: string): string => withoutOwnLinks(fillIn(markdown, variables), step, losses)
  const textOf = (name: string | undefined, step: string): string => plain(texts.get(name ?? '') ?? '', step).trim()
  const steps = source.sections.flatMap((section) => section.steps.map((step) => ({ section, step })))
  const introduction = textOf(source.introduction, '') || source.summary
  return {
    quickStart: {
      apiVersion: 'console.openshift.io/v1',
      kind: 'ConsoleQuickStart',
      metadata: { name: source.id },
      spec: {
        displayName: source.title,
        durationMinutes: Math.max(1, Math.round(steps.reduce((sum, { step }) => sum + step.minutes, 0))),
        description: shortened(fillIn(source.summary, variables), MAX_DESCRIPTION),
        ...(source.prerequisites.length > 0 && { prerequisites: source.prerequisites }),
        introduction,
        tasks: steps.map(({ section, step }) => taskOf(`${section.title}: ${step.title}`, step, { ...variables, ...step.variables }, textOf(step.text, step.id), manifests, losses)),
        ...(source.conclusion !== undefined && { conclusion: textOf(source.conclusion, '') }),
        ...(source.tags.length > 0 && { tags: source.tags }),
        ...(source.next.length > 0 && { nextQuickStart: source.next }),
      },
    },
    losses,
  }
}

function taskOf(title: string, step: StepSource, variables: Variables, text: string, manifests: ReadonlyMap<string, string>, losses: ExportLoss[]): object {
  const commands = step.commands.map((command) => commandText(command, variables, manifests)).join('\n\n')
  for (const { title: mistake } of step.mistakes) losses.push({ step: step.id, what: `the mistake “${mistake}” and its words` })
  for (const { id } of step.quiz) losses.push({ step: step.id, what: `the question ${id}` })
  if (step.checks.length > 0) losses.push({ step: step.id, what: 'its checks: the student is asked instead' })
  const says = step.checks.map(({ say }) => `- ${fillIn(say, variables)}`)
  const [hint] = step.hints
  return {
    title: fillIn(title, variables),
    description: [text, commands].filter((part) => part !== '').join('\n\n') || title,
    // The API wants both or neither.
    ...(says.length > 0 && {
      review: { instructions: `#### Is this so?\n${says.join('\n')}`, failedTaskHelp: fillIn(hint ?? 'Try the steps once more.', variables) },
      summary: { success: shortened(`You have finished “${fillIn(step.title, variables)}”.`, MAX_SUMMARY), failed: 'Try the steps once more.' },
    }),
  }
}

/** The console runs a block in its Web Terminal, or copies it where there is none. */
function commandText({ run, apply }: CommandSource, variables: Variables, manifests: ReadonlyMap<string, string>): string {
  if (run !== undefined) return `\`\`\`\n${fillIn(run, variables).trim()}\n\`\`\`{{execute}}`
  return `Import this YAML (**+** in the masthead), or give it to \`oc apply -f\`:\n\n\`\`\`\n${fillIn(manifests.get(apply ?? '') ?? '', variables).trim()}\n\`\`\`{{copy}}`
}

/** Links to glossary and steps, and drawn pictures, lead nowhere outside of this program: their words stay. */
function withoutOwnLinks(markdown: string, step: string, losses: ExportLoss[]): string {
  return markdown
    .replace(/!\[([^\]]*)\]\([^)]*\)/g, (_whole, alt: string) => {
      losses.push({ step, what: `the picture “${alt}”` })
      return `*${alt}*`
    })
    .replace(/\[([^\]]+)\]\((?:glossary|step):[^)]*\)/g, '$1')
}

function shortened(text: string, limit: number): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length <= limit ? line : `${line.slice(0, limit - 1)}…`
}
