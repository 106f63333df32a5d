import { basename, dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { UnitProblem } from '../../../core/contract'
import { NotImportable } from '../../../core/course/import'
import { exportUnit } from './export-unit'
import { importUnits } from './import-unit'
import { writeFirstUnit } from './first-unit'
import { PRACTICE_USERS, reviewUnit } from './review-unit'
import { readTryPlan } from './try-plan'
import { tryUnit } from './try-unit'

const usage = `usage: npm run unit -- new FOLDER                    a small unit to begin with; its id is the folder's name
       npm run unit -- check FOLDER                  what is wrong in a unit, with file and line
       npm run unit -- try FOLDER [--until STEP]     plays it in a practice classroom
       npm run unit -- import FILE-OR-FOLDER FOLDER  ConsoleQuickStart, Killercoda, Educates or Showroom; the unit's folder is made in FOLDER
       npm run unit -- export FOLDER FILE            as a ConsoleQuickStart
Where the classroom's users are not those of the practice classroom: --users NAME,NAME
`

class UsageError extends Error {}

async function main(): Promise<number> {
  const { values, positionals } = readArguments()
  const [command, first, second] = positionals
  const users = values.users?.split(',') ?? PRACTICE_USERS
  const given = (what: string | undefined, question: string): string => {
    if (what === undefined) throw new UsageError(question)
    return what
  }
  if (values.help === true) {
    process.stdout.write(usage)
    return 0
  }
  switch (command) {
    case 'new':
      return begin(given(first, 'Which folder is to be made?'))
    case 'check':
      return check(folderOf(given(first, 'Which folder?')), users)
    case 'try':
      return tryOut(folderOf(given(first, 'Which folder?')), users, values.until ?? null)
    case 'import':
      return importAll(resolve(given(first, 'Which file or folder is to be imported?')), resolve(given(second, 'Into which folder?')))
    case 'export':
      return exportTo(folderOf(given(first, 'Which folder?')), users, resolve(given(second, 'Into which file?')))
    default:
      throw new UsageError(command === undefined ? 'What is to be done?' : `There is no ${JSON.stringify(command)}.`)
  }
}

function readArguments() {
  try {
    return parseArgs({ allowPositionals: true, options: { until: { type: 'string' }, users: { type: 'string' }, help: { type: 'boolean', short: 'h' } } })
  } catch (error) {
    // Node adds how an argument is given that begins with a dash; none here does.
    throw new UsageError((error as Error).message.replace(/\. To specify a positional argument.*$/s, '.'))
  }
}

/** Who names the file means its folder. */
function folderOf(given: string): string {
  const path = resolve(given)
  return basename(path) === 'unit.yaml' ? dirname(path) : path
}

async function begin(given: string): Promise<number> {
  const folder = resolve(given)
  const written = await writeFirstUnit(folder)
  if (!written.ok) {
    say(`${folder}: ${written.message}`)
    return 1
  }
  for (const file of written.files) say(join(folder, file))
  say(`Change them, then: npm run unit -- check ${given}`)
  return 0
}

function sayProblems(folder: string, problems: readonly UnitProblem[]): void {
  for (const { file, line, column, field, message } of problems) say(`${join(folder, file)}:${line}:${column}: ${field === '' ? '' : `${field} `}${message}`)
}

async function check(folder: string, users: readonly string[]): Promise<number> {
  const { unit, problems } = await reviewUnit(folder, users)
  sayProblems(folder, problems)
  if (unit === null) return 1
  const steps = unit.source.sections.reduce((sum, section) => sum + section.steps.length, 0)
  say(`${unit.source.id}: ${counted(steps, 'step')}, ${problems.length === 0 ? 'no problems' : counted(problems.length, 'problem')}`)
  return problems.length === 0 ? 0 : 1
}

async function tryOut(folder: string, users: readonly string[], until: string | null): Promise<number> {
  const { unit, problems } = await reviewUnit(folder, users)
  if (unit === null) {
    sayProblems(folder, problems)
    return 1
  }
  const program = join(__dirname, '..', 'practice')
  const trials = await tryUnit({
    unit,
    plan: await readTryPlan(folder),
    program,
    until,
    onStep: ({ step, findings }) => {
      const bad = findings.filter(({ ok }) => !ok)
      say(`${bad.length === 0 ? '✓' : '✗'} ${step}  ${findings.length - bad.length} of ${findings.length}`)
      for (const { what } of bad) say(`    ${what}`)
    },
  })
  const wrong = trials.flatMap(({ findings }) => findings).filter(({ ok }) => !ok).length
  const steps = unit.source.sections.flatMap((section) => section.steps)
  const left = until === null ? steps.length - trials.length : 0
  say(`${trials.length} of ${steps.length} steps played, ${wrong === 0 ? 'all as the unit says' : `${wrong} not as the unit says`}`)
  return wrong === 0 && left === 0 ? 0 : 1
}

async function importAll(source: string, target: string): Promise<number> {
  const reports = await importUnits(source, target)
  for (const { folder, title, steps, losses, problems } of reports) {
    say(`${title}: ${counted(steps, 'step')}, in ${folder}`)
    for (const { file, place, what, instead } of losses) say(`    ${file}, ${place}: ${what}: ${instead}`)
    for (const { file, line, field, message } of problems) say(`    ${file}:${line}: ${field === '' ? '' : `${field} `}${message}`)
  }
  return reports.some(({ problems }) => problems.some(({ refuses }) => refuses)) ? 1 : 0
}

async function exportTo(folder: string, users: readonly string[], file: string): Promise<number> {
  const { unit, problems } = await reviewUnit(folder, users)
  if (unit === null) {
    sayProblems(folder, problems)
    return 1
  }
  const losses = await exportUnit(unit, file)
  say(`${unit.source.title}: written to ${file}`)
  for (const { step, what } of losses) say(`    ${step === '' ? 'texts' : step}: ${what}`)
  return 0
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

main().then(
  (code) => {
    process.exitCode = code
  },
  (error: unknown) => {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    process.stderr.write(`${isMissing && 'path' in error ? `${String(error.path)}: there is no such file or folder` : error instanceof Error ? error.message : String(error)}\n`)
    if (error instanceof UsageError) process.stderr.write(usage)
    else if (!isMissing && !(error instanceof NotImportable) && error instanceof Error) process.stderr.write(`${error.stack ?? ''}\n`)
    process.exitCode = 2
  },
)

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`
}
