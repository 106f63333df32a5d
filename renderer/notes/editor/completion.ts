import { autocompletion, type Completion, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete'
import type { Extension } from '@codemirror/state'

export interface LinkChoice {
  /** What is written between `[[` and `]]`. */
  link: string
  label: string
  /** Note, step, VirtualMachine … */
  kind: string
}

/** A list that one looks through; more choices are found by another letter. */
const MOST_CHOICES = 40

/** Offers notes, steps and objects after `[[`. */
export function linkCompletion(choices: (typed: string) => LinkChoice[]): Extension {
  const complete = (context: CompletionContext): CompletionResult | null => {
    const before = context.matchBefore(/\[\[[^\]\n]*/)
    if (before === null) return null
    const from = before.from + 2
    const closes = context.state.sliceDoc(context.pos, context.pos + 2) === ']]'
    const options = choices(before.text.slice(2)).slice(0, MOST_CHOICES).map(
      ({ link, label, kind }): Completion => ({
        label,
        detail: kind,
        apply: (view, _completion, start, end) => {
          const insert = closes ? link : `${link}]]`
          view.dispatch({ changes: { from: start, to: end, insert }, selection: { anchor: start + insert.length + (closes ? 2 : 0) } })
        },
      }),
    )
    return { from, options, filter: false }
  }
  return autocompletion({ override: [complete], icons: false, activateOnTyping: true })
}
