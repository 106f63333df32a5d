import { type Extension, RangeSetBuilder, StateEffect, StateField, type Text } from '@codemirror/state'
import { Decoration, type DecorationSet, type EditorView, ViewPlugin, type ViewUpdate } from '@codemirror/view'
import { markHits, wordsOf } from '../../../core/notes'

/** Which words the search has found. */
export const setHits = StateEffect.define<readonly string[]>()

const words = StateField.define<ReadonlySet<string>>({
  create: () => new Set(),
  update(current, transaction) {
    const effect = transaction.effects.find((each) => each.is(setHits))
    return effect ? new Set(effect.value) : current
  },
})

const hit = Decoration.mark({ class: 'cm-hit' })

function decorate(view: EditorView): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>()
  const wanted = view.state.field(words)
  if (wanted.size === 0) return builder.finish()
  for (const { from, to } of view.visibleRanges) {
    let at = from
    for (const piece of markHits(view.state.sliceDoc(from, to), wanted)) {
      if (piece.hit) builder.add(at, at + piece.text.length, hit)
      at += piece.text.length
    }
  }
  return builder.finish()
}

/** Reading further would be felt; who wrote this much finds the rest by the marks. */
const MOST_LINES = 20_000

/** The line with the most different words of those that were found; null where none has any. Counted from 1. */
export function bestLine(doc: Text, wanted: ReadonlySet<string>): number | null {
  let best = { line: null as number | null, words: 0 }
  for (let number = 1; number <= Math.min(doc.lines, MOST_LINES); number += 1) {
    const words = new Set(wordsOf(doc.line(number).text).filter((word) => wanted.has(word))).size
    if (words > best.words) best = { line: number, words }
  }
  return best.line
}

/** Marks what the search has found, as far as it is in sight. */
export function searchHits(): Extension {
  const plugin = ViewPlugin.fromClass(
    class {
      decorations: DecorationSet
      constructor(view: EditorView) {
        this.decorations = decorate(view)
      }
      update(update: ViewUpdate): void {
        if (update.docChanged || update.viewportChanged || update.startState.field(words) !== update.state.field(words)) this.decorations = decorate(update.view)
      }
    },
    { decorations: ({ decorations }) => decorations },
  )
  return [words, plugin]
}
