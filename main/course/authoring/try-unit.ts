import { join } from 'node:path'
import type { Announce } from '../../../core/contract'
import { fillIn, type StepSource, type StepStatus, type Verdict } from '../../../core/course'
import { createCluster } from '../../cluster'
import { createLog } from '../../log'
import { classroomVariables } from '../content'
import type { LoadedUnit } from '../load-unit'
import { openUnit, type OpenUnit } from '../open-unit'
import { type PracticeClassroom, startPracticeClassroom } from './practice-classroom'
import { createStudent, type Student, type Typing } from './student'
import type { Deed, TryPlan } from './try-plan'

export interface StepTrial {
  step: string
  /** What was proved, and what not. */
  findings: { ok: boolean; what: string }[]
}

interface Options {
  unit: LoadedUnit
  plan: TryPlan
  /** The folder of the built practice program. */
  program: string
  /** Steps up to this one; null for all. */
  until: string | null
  onStep: (trial: StepTrial) => void
}

// Twice the classroom's own: much faster, and an installation would be finished before a mistake in it is made.
const SPEED = 2
// An installation takes ten seconds at that speed, a guest's start fifteen at any.
const DONE_WITHIN_MS = 60_000
const SEEN_WITHIN_MS = 15_000
const COMMAND_WITHIN_MS = 90_000

/**
 * Plays a unit in a practice classroom of its own: every step must begin undone, each mistake must be recognised while it is made and forgotten once
 * it is mended, and the step's own solution must make it done.
 */
export async function tryUnit(options: Options): Promise<StepTrial[]> {
  const classroom = await startPracticeClassroom({ program: options.program, speed: SPEED })
  try {
    const stage = await setStage(options, classroom)
    try {
      if (!teachesLogin(options.unit)) await logIn(options.unit, classroom, stage)
      return await playAll(options, stage)
    } finally {
      await stage.dispose()
    }
  } finally {
    await classroom.dispose()
  }
}

/** As whom a command is typed that says nothing of it. */
const FIRST_USER = 'admin'

/** A unit that says nothing of logging in is for students who have pressed the button. */
const teachesLogin = ({ source }: LoadedUnit): boolean => /"loggedInAs":|\boc login\b/.test(JSON.stringify(source.sections))

/** Logs in everybody as whom the unit has something typed; the first of them is in front. */
async function logIn({ source }: LoadedUnit, { classroom, passwords }: PracticeClassroom, { student, use }: Stage): Promise<void> {
  const named = source.sections.flatMap(({ steps }) => steps).flatMap(({ commands, solution }) => [...commands, ...solution].map(({ as }) => as ?? FIRST_USER))
  const users = [...new Set([...named, FIRST_USER])]
  for (const user of users) {
    const password = passwords.get(user)
    if (password === undefined) throw new Error(`A command says \`as: ${user}\`, whom the practice classroom does not have: it has ${[...passwords.keys()].join(', ')}.`)
    await student.run(`oc login -u ${user} ${classroom.apiUrl}`, user, [password])
  }
  use(users[0] ?? FIRST_USER)
}

interface Stage {
  open: OpenUnit
  student: Student
  fill: (text: string) => string
  status: (step: string) => StepStatus
  /** Resolves with the status when it fits, or with the last one when the time is over. */
  until: (step: string, fits: (status: StepStatus) => boolean, withinMs: number) => Promise<StepStatus>
  use: (user: string) => void
  dispose(): Promise<void>
}

async function setStage({ unit }: Options, classroom: PracticeClassroom): Promise<Stage> {
  const ignore: Announce = () => {}
  const cluster = createCluster({ dataDir: join(classroom.folder, 'window'), announce: ignore, log: createLog(join(classroom.folder, 'logs')), onUnauthorized: () => {} })
  cluster.connect(await classroom.connect(), 'practice')
  const manifestFolder = join(classroom.folder, 'manifests')
  const manifests = join(manifestFolder, unit.source.id, 'manifests')
  const listeners = new Set<() => void>()
  const open = await openUnit({
    unit,
    problems: [],
    classroom: classroom.classroom,
    manifestFolder,
    records: {},
    loggedInAs: null,
    observe: (query, listener) => cluster.observe(query, listener),
    sights: { sights: [], consoles: [] },
    onChanged: () => listeners.forEach((listener) => listener()),
  })
  const status = (step: string): StepStatus => {
    const found = open.run.steps.get(step)
    if (found === undefined) throw new Error(`${step} is no step of this unit`)
    return found
  }
  const secrets = Object.fromEntries([...classroom.passwords].map(([name, password]) => [`password.${name}`, password]))
  const variables = { ...classroomVariables(classroom.classroom), ...unit.source.variables, ...secrets, manifests }
  return {
    open,
    student: createStudent({ environmentOf: classroom.environmentOf, limitMs: COMMAND_WITHIN_MS }),
    fill: (text) => fillIn(text, variables),
    status,
    until: (step, fits, withinMs) =>
      new Promise((resolve) => {
        const finish = (): void => {
          listeners.delete(look)
          clearTimeout(late)
          resolve(status(step))
        }
        const look = (): void => void (fits(status(step)) && finish())
        const late = setTimeout(finish, withinMs)
        listeners.add(look)
        look()
      }),
    use: (user) => open.run.setLoggedInAs(user),
    async dispose() {
      open.run.dispose()
      await cluster.dispose()
    },
  }
}

async function playAll({ unit, plan, until, onStep }: Options, stage: Stage): Promise<StepTrial[]> {
  const trials: StepTrial[] = []
  for (const step of unit.source.sections.flatMap(({ steps }) => steps)) {
    const trial = { step: step.id, findings: await playStep(step, plan.steps[step.id], stage) }
    trials.push(trial)
    onStep(trial)
    // What comes after stands on what this step was to bring about.
    if (step.id === until || !isDone(stage.status(step.id))) break
  }
  return trials
}

async function playStep(step: StepSource, plan: TryPlan['steps'][string] | undefined, stage: Stage): Promise<StepTrial['findings']> {
  const { run } = stage.open
  for (const deed of plan?.before ?? []) await act(deed, step.id, stage)
  run.begin(step.id)
  const ready = await stage.until(step.id, (status) => status.checks.every(({ verdict }) => verdict.kind !== 'waiting'), SEEN_WITHIN_MS)
  const findings: StepTrial['findings'] = [{ ok: !isDone(ready) && !ready.before, what: 'begins undone' }]
  findings.push(...missingMistakes(step, plan))
  for (const mistake of plan?.mistakes ?? []) findings.push(...(await makeMistake(mistake, step.id, stage)))
  findings.push(await solve(step, plan, stage))
  return findings
}

const isDone = (status: StepStatus): boolean => status.state === 'done'

/** Every mistake that the unit names should be made here. */
function missingMistakes(step: StepSource, plan: TryPlan['steps'][string] | undefined): StepTrial['findings'] {
  const made = new Set(plan?.mistakes.map(({ title }) => title))
  const named = new Set(step.mistakes.map(({ title }) => title))
  return [
    ...[...named].filter((title) => !made.has(title)).map((title) => ({ ok: false, what: `nobody makes the mistake “${title}”: say in try.yaml how` })),
    ...[...made].filter((title) => !named.has(title)).map((title) => ({ ok: false, what: `try.yaml makes a mistake that unit.yaml does not name: “${title}”` })),
  ]
}

async function makeMistake({ title, make, mend }: { title: string; make: Deed[]; mend: Deed[] }, step: string, stage: Stage): Promise<StepTrial['findings']> {
  let printed = ''
  for (const deed of make) printed = await act(deed, step, stage)
  const shows = (status: StepStatus): boolean => status.mistakes.some((mistake) => mistake.title === title)
  const seen = await stage.until(step, shows, SEEN_WITHIN_MS)
  const findings = [{ ok: shows(seen), what: `recognises “${title}”${shows(seen) ? '' : `; the command printed: ${printed.trim().slice(-300)}`}` }]
  if (isDone(seen)) findings.push({ ok: false, what: `is done although “${title}” was made` })
  for (const deed of mend) await act(deed, step, stage)
  return findings
}

/** Does what the unit says, then answers its questions and ticks what only hands can tick. */
async function solve(step: StepSource, plan: TryPlan['steps'][string] | undefined, stage: Stage): Promise<StepTrial['findings'][number]> {
  const content = stage.open.content.sections.flatMap(({ steps }) => steps).find(({ id }) => id === step.id)
  const printed: string[] = []
  if (plan?.instead !== undefined) for (const deed of plan.instead) printed.push(await act(deed, step.id, stage))
  else {
    for (const [index, command] of (content?.solution ?? []).entries()) {
      printed.push(await type(command.text, command.user ?? FIRST_USER, plan?.type[String(index + 1)] ?? [], step.id, stage))
    }
  }
  const patience = !answersRemain(step) ? DONE_WITHIN_MS : printed.length === 0 ? 0 : SHORT_MS
  let status = await stage.until(step.id, isDone, patience)
  if (!isDone(status) && answersRemain(step)) {
    answerAll(step, stage)
    status = await stage.until(step.id, isDone, DONE_WITHIN_MS)
  }
  if (isDone(status)) return { ok: true, what: 'is done by its solution' }
  const open = status.checks.filter(({ verdict }) => verdict.kind !== 'met').map(({ say, verdict }) => `${say} (${words(verdict)})`)
  return { ok: false, what: `is not done by its solution: ${open.join('; ')}${printed.length === 0 ? '' : `\n      ${printed.join('\n').trim().slice(-600).replaceAll('\n', '\n      ')}`}` }
}

// Commands that work are seen within a frame or two; what is left after that is for hands.
const SHORT_MS = 1_500

const answersRemain = (step: StepSource): boolean => step.quiz.length > 0 || JSON.stringify(step.checks).includes('"confirm":true')

function answerAll(step: StepSource, { open, status }: Stage): void {
  const answers = Object.fromEntries(step.quiz.map(({ id, answer }) => [id, { given: [answer].flat(), right: true }]))
  const confirmed = status(step.id)
    .checks.filter(({ confirmable }) => confirmable)
    .map(({ say }) => say)
  open.run.change(step.id, (record) => ({ ...record, answers, confirmed }))
}

async function act(deed: Deed, step: string, stage: Stage): Promise<string> {
  if (deed.apply !== undefined) return type('oc apply -f -', deed.as, [deed.apply], step, stage)
  return type(stage.fill(deed.run ?? ''), deed.as, deed.type, step, stage)
}

/** One command as the window would see it. Answers what was printed. */
async function type(text: string, user: string, typing: readonly Typing[], step: string, { open, student, fill, use }: Stage): Promise<string> {
  const facts = await student.run(text, user, typing.map((entry) => (typeof entry === 'string' ? fill(entry) : { after: fill(entry.after), send: fill(entry.send) })))
  for (const fact of facts) {
    open.run.commandFinished(fact, step)
    // Whoever logs in, or shows that they are logged in, is in front.
    if (fact.exit === 0 && /^\s*oc\s+(?:login|whoami)\b/.test(fact.command)) use(user)
  }
  return facts.map(({ output }) => output).join('')
}

function words(verdict: Verdict): string {
  if ('found' in verdict) return `expected ${verdict.expected}, found ${verdict.found}`
  return verdict.kind === 'no-such-kind' ? `the cluster has no kind ${verdict.name} of the group that is named` : verdict.kind
}
