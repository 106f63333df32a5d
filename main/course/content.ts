import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Classroom, CommandContent, StepContent, UnitContent, UnitProblem } from '../../core/contract'
import { APP_ORIGIN } from '../../core/contract/channels'
import { type CommandSource, fillIn, joinVariables, type StepSource, type Variables } from '../../core/course'
import { boundMarks } from '../../core/text'
import { writeFileAtomic } from '../storage'
import type { LoadedUnit } from './load-unit'
import { splitText } from './split-text'

/** What the classroom gives to every unit (docs/UNITS.md). */
export function classroomVariables({ apiUrl, consoleUrl, title, users, nodes }: Classroom): Variables {
  return {
    apiUrl,
    apiHost: apiUrl.replace(/^https:\/\//, ''),
    consoleUrl: consoleUrl ?? '',
    classroom: title,
    user: users[0]?.name ?? '',
    'nodes.master': String(nodes?.master ?? 0),
    'nodes.worker': String(nodes?.worker ?? 0),
    'nodes.total': String((nodes?.master ?? 0) + (nodes?.worker ?? 0)),
  }
}

/** The values that hold in one step. */
export function stepVariables(unit: LoadedUnit, step: StepSource, classroom: Classroom): Variables {
  return joinVariables(classroomVariables(classroom), unit.source.variables, step.variables ?? {})
}

/** The steps of a unit that are meant for this classroom. */
export function stepsFor({ source }: LoadedUnit, classroom: Classroom): StepSource[] {
  return source.sections.flatMap(({ steps }) => steps).filter(({ practiceOnly }) => !practiceOnly || classroom.kind === 'practice')
}

interface ContentOptions {
  unit: LoadedUnit
  problems: UnitProblem[]
  classroom: Classroom
  /** Where filled-in manifests are written for `oc apply -f`. */
  manifestFolder: string
}

/** A unit in the words that this classroom's student reads. */
export async function contentOf(options: ContentOptions): Promise<UnitContent> {
  const { unit, classroom, problems } = options
  const { source, texts, glossary } = unit
  const here = joinVariables(classroomVariables(classroom), source.variables)
  const fill = (text: string): string => boundMarks(fillIn(text, here))
  const textOf = (name: string | undefined): string => fill(texts.get(name ?? '') ?? '')
  const steps = new Set(stepsFor(unit, classroom))
  const sections = await Promise.all(
    source.sections.map(async ({ id, title, practice, steps: all }) => ({
      id,
      title: boundMarks(title),
      setUp: practice !== undefined && classroom.kind === 'practice',
      steps: await Promise.all(all.filter((step) => steps.has(step)).map((step) => stepContent(step, options))),
    })),
  )
  return {
    id: source.id,
    title: boundMarks(source.title),
    summary: fill(source.summary),
    introduction: textOf(source.introduction),
    conclusion: textOf(source.conclusion),
    prerequisites: source.prerequisites,
    filesUrl: filesUrl(source.id),
    sections: sections.filter((section) => section.steps.length > 0),
    glossary: glossary.map((entry) => ({ ...entry, term: boundMarks(entry.term), text: fill(entry.text) })),
    problems,
  }
}

function filesUrl(unit: string): string {
  return `${APP_ORIGIN}/units/${unit}/`
}

async function stepContent(step: StepSource, options: ContentOptions): Promise<StepContent> {
  const { unit, classroom } = options
  const variables = stepVariables(unit, step, classroom)
  const fill = (text: string): string => boundMarks(fillIn(text, variables))
  const commands = await Promise.all(step.commands.map((command) => commandContent(command, variables, options)))
  return {
    id: step.id,
    title: fill(step.title),
    minutes: step.minutes,
    optional: step.optional,
    ...splitText(fill(unit.texts.get(step.text ?? '') ?? '')),
    commands,
    hints: step.hints.map(fill),
    solution: step.solution.length === 0 ? commands : await Promise.all(step.solution.map((command) => commandContent(command, variables, options))),
    quiz: step.quiz.map(({ id, question, options: choices, answer, because }) => ({
      id,
      question: fill(question),
      options: choices.map(fill),
      several: Array.isArray(answer),
      answer: [answer].flat(),
      because: fill(because),
    })),
    pictures: step.pictures.map(({ name, file, alt, caption }) => ({
      source: name === undefined ? { url: `${filesUrl(unit.source.id)}${file ?? ''}` } : { name },
      alt,
      caption: caption ?? null,
    })),
  }
}

async function commandContent(command: CommandSource, variables: Variables, { unit, classroom, manifestFolder }: ContentOptions): Promise<CommandContent> {
  const as = command.as === undefined ? null : fillIn(command.as, variables)
  const filled = {
    as,
    user: classroom.users.find(({ name }) => name === as)?.name ?? null,
    expect: command.expect === undefined ? null : fillIn(command.expect, variables).trimEnd(),
  }
  if (command.run !== undefined) return { ...filled, text: fillIn(command.run, variables).trim(), manifest: null }
  const name = command.apply ?? ''
  const text = fillIn(unit.manifests.get(name) ?? '', variables)
  const path = join(manifestFolder, unit.source.id, name)
  await writeFileAtomic(path, text)
  return { ...filled, text: `oc apply -f ${forShell(path)}`, manifest: { name, text } }
}

/** A path as a person would type it. */
function forShell(path: string): string {
  const home = homedir()
  const isPlain = /^[A-Za-z0-9_@%+=:,./-]+$/.test(path)
  if (isPlain) return path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path
  return `'${path.replaceAll("'", `'\\''`)}'`
}
