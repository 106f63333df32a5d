import { AppFailure, type CommandContent, type FeatureHandlers, type LinesRun, type StepContent } from '../../core/contract'
import type { StepRecord } from '../../core/course'
import { commandLines } from '../../core/terminal'
import { type BegunUnits, snapshotName } from './begun-units'

type Calls = FeatureHandlers<'course'>['calls']
type StepCalls = Pick<Calls, 'openStep' | 'run' | 'solve' | 'checkNow' | 'mark' | 'openHint' | 'answer' | 'confirm' | 'rewind' | 'setUp'>

export interface StepTools {
  /** Rejects where the administrator lets nobody have a step solved. */
  checkSolving: () => Promise<void>
  /** Asks the cluster again where it waits. */
  retry(): void
  /** A login whose password is known, answered; false for anything else. */
  loginBy(user: string, lines: readonly string[]): Promise<boolean>
  runLines(user: string, lines: readonly string[]): Promise<LinesRun>
  practice: { reset(beginning: 'absent'): Promise<void>; restoreSnapshot(name: string): Promise<void> }
}

/** What a student does with the steps of the unit in front. `someone` is whose terminal takes a command that names nobody. */
export function createStepCalls({ units, now, someone, tools }: { units: BegunUnits; now: () => number; someone: () => string | undefined; tools: StepTools }): StepCalls {
  const stepContent = (id: string): StepContent => {
    const found = units.current().content.sections.flatMap(({ steps }) => steps).find((step) => step.id === id)
    if (!found) throw new AppFailure({ kind: 'course.none' })
    return found
  }

  const changeStep = (id: string, change: (record: StepRecord) => StepRecord): void => {
    units.stir()
    units.current().run.change(id, change)
  }

  const runCommands = async (commands: readonly CommandContent[]): Promise<{ done: number; total: number; exit: number | null }> => {
    const total = commands.reduce((sum, { text }) => sum + commandLines(text).length, 0)
    let done = 0
    for (const { text, as, user: identity } of commands) {
      const who = as === null ? someone() : identity
      if (who === undefined || who === null) throw new AppFailure({ kind: 'course.cannotRun', as: as ?? '' })
      const lines = commandLines(text)
      if (lines.length === 0) continue
      const ended = (await tools.loginBy(who, lines)) ? { done: 1, exit: 0 } : await tools.runLines(who, lines)
      done += ended.done
      if (ended.exit !== 0) return { done, total, exit: ended.exit }
    }
    return { done, total, exit: 0 }
  }

  return {
    openStep({ step }) {
      units.stir()
      const here = units.current()
      here.current = step
      if (step !== null) units.begin(step)
      units.progressed(here, [])
    },
    async run({ step, index }) {
      units.stir()
      const command = stepContent(step).commands[index]
      if (!command) throw new AppFailure({ kind: 'course.none' })
      return runCommands([command])
    },
    async solve({ step }) {
      await tools.checkSolving()
      changeStep(step, (record) => ({ ...record, solved: true }))
      return runCommands(stepContent(step).solution)
    },
    checkNow({ step }) {
      units.stir()
      tools.retry()
      units.current().run.ask(step)
    },
    mark({ step, as }) {
      if (as === 'todo') return units.current().run.forget([step])
      const at = now()
      changeStep(step, (record) => (as === 'done' ? { ...record, doneAt: at, how: 'marked', skippedAt: null } : { ...record, skippedAt: at }))
    },
    openHint({ step }) {
      const { hints } = stepContent(step)
      changeStep(step, (record) => ({ ...record, hints: Math.min(hints.length, record.hints + 1) }))
    },
    answer({ step, question, options: given }) {
      const asked = stepContent(step).quiz.find(({ id }) => id === question)
      if (!asked) return
      const right = asked.answer.length === given.length && asked.answer.every((number) => given.includes(number))
      changeStep(step, (record) => ({ ...record, answers: { ...record.answers, [question]: { given, right } } }))
    },
    confirm({ step, say, on }) {
      changeStep(step, (record) => ({ ...record, confirmed: [...record.confirmed.filter((each) => each !== say), ...(on ? [say] : [])] }))
    },
    async rewind({ step }) {
      const here = units.current()
      if (!here.snapshots.includes(step)) throw new AppFailure({ kind: 'course.none' })
      units.stir()
      const from = here.run.steps.get(step)?.startedAt ?? now()
      await tools.practice.restoreSnapshot(snapshotName(here.id, step))
      // What was done since then is not done any more.
      const undone = [...here.run.steps.values()].filter(({ id, doneAt }) => id === step || (doneAt !== null && doneAt >= from)).map(({ id }) => id)
      here.run.forget(undone)
      here.current = step
      units.progressed(here, [])
    },
    async setUp({ section }) {
      const here = units.current()
      const found = here.content.sections.find(({ id }) => id === section)
      if (!found?.setUp) throw new AppFailure({ kind: 'course.none' })
      units.stir()
      await tools.practice.reset('absent')
      // Whoever sets a section up wants to do it, what was done of it before included.
      here.run.forget(found.steps.map(({ id }) => id))
      units.progressed(here, [])
    },
  }
}
