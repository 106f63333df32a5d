import { readFile, realpath, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import type { z } from 'zod'
import type { UnitProblem } from '../../core/contract'
import { cardsSchema, type Condition, fillIn, joinVariables, unitFieldsAt, unitSchema, type StepSource, type UnitSource, unknownVariables, type Variables } from '../../core/course'
import { describeIssues, firstFindings } from '../../core/findings'
import { marksIn } from '../../core/markdown'
import { parseYaml, type ParsedYaml } from '../yaml'
import { createRests, type Rests } from './rests'
import { compilePattern, matchesEverything } from './pattern'
import { readGlossary, reviewText } from './texts'

/** A unit as it lies in its folder, checked. */
export interface LoadedUnit {
  folder: string
  source: UnitSource
  /** By the names that unit.yaml uses. */
  texts: ReadonlyMap<string, string>
  manifests: ReadonlyMap<string, string>
  glossary: { id: string; term: string; text: string }[]
  /** Null where the unit gives none. */
  cards: z.infer<typeof cardsSchema> | null
}

// A step is some pages; a manifest rarely one.
const LIMIT_BYTES = 256 * 1024
// Twenty times those of Unit 1; that many are still parsed in a second or two.
const MAX_MARKS = 20_000

/** Names that the classroom gives to every unit (docs/UNITS.md). */
const CLASSROOM_VARIABLES = ['apiUrl', 'apiHost', 'consoleUrl', 'classroom', 'user', 'nodes.master', 'nodes.worker', 'nodes.total'] as const

/**
 * Reads a unit. Null where a problem refuses it; never throws for what a unit says. `trusted`: the program's own, whose texts its tests have
 * reviewed; parsing forty of them again at each start costs a quarter of a second.
 */
export async function loadUnit(folder: string, options: { trusted?: boolean } = {}): Promise<{ unit: LoadedUnit | null; problems: UnitProblem[] }> {
  const { unit, problems } = await readUnit(folder, options)
  const sorted = problems.sort(byPlace)
  const shown = firstFindings(sorted)
  const last = shown.at(-1)
  // Whether the unit can be opened is read off its problems: one that is not told must not be forgotten there.
  if (last !== undefined) last.refuses = sorted.slice(shown.length - 1).some(({ refuses }) => refuses)
  return { unit, problems: shown }
}

/** unit.yaml first, then its texts; in each from the top down. */
function byPlace(a: UnitProblem, b: UnitProblem): number {
  const [first, second] = [a, b].map(({ file }) => (file === 'unit.yaml' ? '' : file)) as [string, string]
  return first.localeCompare(second) || a.line - b.line || a.column - b.column
}

async function readUnit(folder: string, { trusted = false }: { trusted?: boolean }): Promise<{ unit: LoadedUnit | null; problems: UnitProblem[] }> {
  const problems: UnitProblem[] = []
  const inYaml = (found: Omit<UnitProblem, 'file' | 'refuses'>, refuses = true): void => void problems.push({ file: 'unit.yaml', refuses, ...found })
  const text = await readInside(folder, 'unit.yaml')
  if (!text.ok) {
    inYaml({ line: 1, column: 1, field: '', message: text.message })
    return { unit: null, problems }
  }
  const parsed = parseYaml(text.text, 'a unit')
  if (!parsed.ok) {
    for (const problem of parsed.problems) inYaml(problem)
    return { unit: null, problems }
  }
  const { data, locate } = parsed.yaml
  const checked = unitSchema.safeParse(data)
  if (!checked.success) {
    for (const finding of describeIssues(checked.error, data, { what: 'a unit', fieldsAt: unitFieldsAt })) inYaml(locate(finding))
    return { unit: null, problems }
  }
  const unit: LoadedUnit = { folder, source: checked.data, texts: new Map(), manifests: new Map(), glossary: [], cards: null }
  await readFiles(unit, locate, problems)
  if (!trusted) {
    const rests = createRests()
    await reviewPatterns(unit.source, locate, problems, rests)
    await reviewVariables(unit, locate, problems, rests)
    await reviewTexts(unit, locate, problems)
  }
  return { unit: problems.some(({ refuses }) => refuses) ? null : unit, problems }
}

type Locate = ParsedYaml['locate']
type Place = (string | number)[]

export function* stepsOf(source: UnitSource): Generator<{ step: StepSource; at: Place }> {
  for (const [s, section] of source.sections.entries()) for (const [index, step] of section.steps.entries()) yield { step, at: ['sections', s, 'steps', index] }
}

/** All that a step asks of the world, down to the parts of what is made of several. */
export function* conditionsOf(step: StepSource, at: Place): Generator<{ condition: Condition; at: Place }> {
  for (const [index, check] of step.checks.entries()) yield* partsOf(check, [...at, 'checks', index])
  for (const [index, check] of step.requires.entries()) if (typeof check !== 'string') yield* partsOf(check, [...at, 'requires', index])
  for (const [index, { check }] of step.mistakes.entries()) yield* partsOf(check, [...at, 'mistakes', index, 'check'])
}

function* partsOf(condition: Condition, at: Place): Generator<{ condition: Condition; at: Place }> {
  yield { condition, at }
  for (const kind of ['all', 'any', 'none'] as const) for (const [index, part] of (condition[kind] ?? []).entries()) yield* partsOf(part, [...at, kind, index])
}

async function readFiles(unit: LoadedUnit, locate: Locate, problems: UnitProblem[]): Promise<void> {
  const { source, folder } = unit
  const [texts, manifests] = [new Map<string, string>(), new Map<string, string>()]
  const take = async (into: Map<string, string> | null, name: string | undefined, at: Place): Promise<void> => {
    if (name === undefined || into?.has(name) === true) return
    const read = await readInside(folder, name)
    if (read.ok) into?.set(name, read.text)
    else problems.push({ file: 'unit.yaml', refuses: true, ...locate({ path: at, atKey: false, message: `${name}: ${read.message}` }) })
  }
  for (const field of ['introduction', 'conclusion', 'glossary'] as const) await take(texts, source[field], [field])
  const cards = await readCards(unit, locate, problems)
  for (const { step, at } of stepsOf(source)) {
    await take(texts, step.text, [...at, 'text'])
    for (const field of ['commands', 'solution'] as const) {
      for (const [index, command] of step[field].entries()) await take(manifests, command.apply, [...at, field, index, 'apply'])
    }
    for (const [index, picture] of step.pictures.entries()) await take(null, picture.file, [...at, 'pictures', index, 'file'])
  }
  Object.assign(unit, { texts, manifests, glossary: source.glossary === undefined ? [] : readGlossary(texts.get(source.glossary) ?? ''), cards })
}

async function readCards({ folder, source }: LoadedUnit, locate: Locate, problems: UnitProblem[]): Promise<LoadedUnit['cards']> {
  const name = source.cards
  if (name === undefined) return null
  const read = await readInside(folder, name)
  if (!read.ok) {
    problems.push({ file: 'unit.yaml', refuses: true, ...locate({ path: ['cards'], atKey: false, message: `${name}: ${read.message}` }) })
    return null
  }
  const parsed = parseYaml(read.text, 'a file of cards')
  const checked = parsed.ok ? cardsSchema.safeParse(parsed.yaml.data) : null
  if (checked?.success) {
    const steps = new Set([...stepsOf(source)].map(({ step }) => step.id))
    checked.data.cards.forEach(({ step }, index) => {
      if (step === undefined || steps.has(step) || !parsed.ok) return
      problems.push({ file: name, refuses: false, ...parsed.yaml.locate({ path: ['cards', index, 'step'], atKey: false, message: `is no step of this unit: ${step}` }) })
    })
    return checked.data
  }
  // A unit without its cards is still a unit.
  const found = parsed.ok && checked ? describeIssues(checked.error, parsed.yaml.data, { what: 'a file of cards', fieldsAt: cardFieldsAt }).map(parsed.yaml.locate) : parsed.ok ? [] : parsed.problems
  for (const problem of found) problems.push({ file: name, refuses: false, ...problem })
  return null
}

function cardFieldsAt(path: (string | number)[]): readonly string[] {
  return path.length === 0 ? ['kind', 'version', 'cards'] : ['id', 'step', 'ask', 'answer']
}

/** A file of the unit's folder, and of nowhere else: a link that leads out of it is refused. */
async function readInside(folder: string, name: string): Promise<{ ok: true; text: string } | { ok: false; message: string }> {
  try {
    const path = await pathInside(folder, name)
    if (path === null) return { ok: false, message: 'leads out of the unit’s folder' }
    const { size } = await stat(path)
    if (size > LIMIT_BYTES && name !== 'unit.yaml') return { ok: false, message: `is larger than ${LIMIT_BYTES / 1024} kB` }
    return { ok: true, text: await readFile(path, 'utf8') }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    return { ok: false, message: code === 'ENOENT' ? 'there is no such file' : code === 'EACCES' ? 'reading it is not permitted' : `cannot be read: ${code ?? String(error)}` }
  }
}

/** The real path of a file in a folder; null where a symbolic link leads out of it. Rejects where there is no such file. */
export async function pathInside(folder: string, name: string): Promise<string | null> {
  const root = await realpath(folder)
  const path = await realpath(join(root, name))
  const way = relative(root, path)
  return way === '..' || way.startsWith(`..${sep}`) ? null : path
}

async function reviewPatterns(source: UnitSource, locate: Locate, problems: UnitProblem[], rests: Rests): Promise<void> {
  const review = (written: string | undefined, at: Place, variables: Variables): void => {
    if (written === undefined) return
    try {
      const pattern = fillIn(written, variables)
      compilePattern(pattern)
      if (matchesEverything(pattern)) throw new Error('matches everything, so it says nothing')
    } catch (error) {
      problems.push({ file: 'unit.yaml', refuses: true, ...locate({ path: at, atKey: false, message: (error as Error).message }) })
    }
  }
  for (const { step, at: stepAt } of stepsOf(source)) {
    // What the classroom gives are addresses, names and numbers: none of them is a pattern by itself.
    const classroom = Object.fromEntries(CLASSROOM_VARIABLES.map((name) => [name, 'x']))
    const variables = joinVariables(classroom, source.variables, step.variables ?? {})
    for (const { condition, at } of conditionsOf(step, stepAt)) {
      review(condition.matches, [...at, 'matches'], variables)
      review(condition.command?.pattern, [...at, 'command', 'pattern'], variables)
      review(condition.command?.output, [...at, 'command', 'output'], variables)
      review(condition.console?.output, [...at, 'console', 'output'], variables)
      await rests.ifDue()
    }
  }
}

/** Names that nothing gives a value to. The shell may know them, so they only deserve a look. */
async function reviewVariables({ source, manifests }: LoadedUnit, locate: Locate, problems: UnitProblem[], rests: Rests): Promise<void> {
  const known = Object.fromEntries([...CLASSROOM_VARIABLES, ...Object.keys(source.variables)].map((name) => [name, '']))
  // Hundreds of steps may apply one long manifest: it is searched once.
  const unknownIn = new Map<string, string[]>()
  for (const [name, text] of manifests) {
    unknownIn.set(name, [...new Set(unknownVariables(text, known))])
    await rests.ifDue()
  }
  for (const { step, at } of stepsOf(source)) {
    const here = { ...known, ...Object.fromEntries(Object.keys(step.variables ?? {}).map((name) => [name, ''])) }
    const report = (names: string[], place: Place): void => {
      for (const name of new Set(names)) {
        if (Object.hasOwn(here, name)) continue
        const message = `uses \${${name}}, which neither unit, step nor classroom gives; for a variable of the shell write $\${${name}}`
        problems.push({ file: 'unit.yaml', refuses: false, ...locate({ path: place, atKey: false, message }) })
      }
    }
    for (const field of ['commands', 'solution'] as const) {
      step[field].forEach((command, index) => report(command.run === undefined ? (unknownIn.get(command.apply ?? '') ?? []) : unknownVariables(command.run, here), [...at, field, index]))
    }
    step.checks.forEach((check, index) => report(unknownVariables(JSON.stringify(check), here), [...at, 'checks', index]))
    step.mistakes.forEach(({ check }, index) => report(unknownVariables(JSON.stringify(check), here), [...at, 'mistakes', index]))
    await rests.ifDue()
  }
}

async function reviewTexts({ folder, source, texts, glossary }: LoadedUnit, locate: Locate, problems: UnitProblem[]): Promise<void> {
  const present = new Set<string>()
  for (const text of texts.values()) {
    // Only files that are named so can be meant; whether a picture is made of it, the review says.
    for (const [, name = ''] of text.matchAll(/\]\(([A-Za-z0-9_./-]{1,256}\.(?:svg|png))/g)) {
      if (await pathInside(folder, name).catch(() => null)) present.add(name)
    }
  }
  const names = {
    glossary: new Set(glossary.map(({ id }) => id)),
    steps: new Set([...stepsOf(source)].map(({ step }) => step.id)),
    pictureExists: (file: string) => present.has(file),
  }
  let marks = 0
  const review = async (text: string): ReturnType<typeof reviewText> => {
    const own = marksIn(text)
    marks += own.marks
    return own.tangledAt === null && marks > MAX_MARKS ? [{ line: 1, column: 1, message: `and what comes before have more than ${MAX_MARKS} marks (* _ [ \` > …): the unit is too large`, refuses: true }] : reviewText(text, names)
  }
  const reviewInYaml = async (text: string, at: Place): Promise<void> => {
    for (const { message, refuses } of await review(text)) problems.push({ file: 'unit.yaml', refuses, ...locate({ path: at, atKey: false, message }) })
  }
  for (const [file, text] of texts) for (const finding of await review(text)) problems.push({ file, field: '', ...finding })
  for (const { step, at } of stepsOf(source)) {
    for (const [index, hint] of step.hints.entries()) await reviewInYaml(hint, [...at, 'hints', index])
    for (const [index, { text }] of step.mistakes.entries()) await reviewInYaml(text, [...at, 'mistakes', index, 'text'])
    for (const [index, { question, because }] of step.quiz.entries()) {
      await reviewInYaml(question, [...at, 'quiz', index, 'question'])
      await reviewInYaml(because, [...at, 'quiz', index, 'because'])
    }
  }
}
