import { describe, expect, it } from 'vitest'
import { followMark, type FinishedCommand, type ShellMark, type ShellPhase } from '../../../../core/terminal'

function follow(marks: ShellMark[]): { phase: ShellPhase; finished: FinishedCommand[] } {
  const finished: FinishedCommand[] = []
  let phase: ShellPhase = { kind: 'settling' }
  marks.forEach((mark, second) => {
    const step = followMark(phase, mark, second * 1000)
    phase = step.phase
    if (step.finished) finished.push(step.finished)
  })
  return { phase, finished }
}

const prompt = (next: number | null): ShellMark => ({ type: 'promptEnd', next })
const line = (text: string, number: number | null, certain = false): ShellMark => ({ type: 'commandLine', text, number, certain })

describe('followMark', () => {
  it('measures a command from its start to its end', () => {
    expect(follow([prompt(1), line('oc get vm', 1), { type: 'executed' }, { type: 'finished', exit: 1 }])).toEqual({
      phase: { kind: 'settling' },
      finished: [{ command: 'oc get vm', exit: 1, durationMs: 1000 }],
    })
  })

  it('takes several lines that were entered at once for one command', () => {
    expect(follow([prompt(1), line('one', 1), { type: 'executed' }, { type: 'executed' }, { type: 'finished', exit: 0 }]).finished).toEqual([
      { command: 'one', exit: 0, durationMs: 2000 },
    ])
  })

  it('ignores the status of an empty line', () => {
    expect(follow([prompt(1), { type: 'finished', exit: 130 }, prompt(1)]).finished).toEqual([])
  })

  it.each([
    { what: 'a new line of the history', marks: [prompt(5), line('new', 5)], command: 'new' },
    { what: 'an older line, where some lines are kept out', marks: [prompt(5), line('old', 4)], command: null },
    { what: 'the same line again, where none is', marks: [prompt(5), line('old', 4, true)], command: 'old' },
    { what: 'the line as the shell itself tells it', marks: [prompt(null), line('told', null)], command: 'told' },
    { what: 'no line at all', marks: [prompt(5)], command: null },
  ])('takes for the command: $what', ({ marks, command }) => {
    expect(follow([...marks, { type: 'executed' }]).phase).toMatchObject({ kind: 'running', command })
  })
})
