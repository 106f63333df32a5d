import type { Extension } from '@codemirror/state'
import { Decoration, type DecorationSet, EditorView, MatchDecorator, ViewPlugin, type ViewUpdate, WidgetType } from '@codemirror/view'
import { STACKED } from '../../core/text'

class Shortened extends WidgetType {
  constructor(private readonly count: number) {
    super()
  }
  override eq(other: Shortened): boolean {
    return other.count === this.count
  }
  toDOM(): HTMLElement {
    const sign = document.createElement('span')
    sign.className = 'cm-shortened'
    sign.textContent = '\ufffd'
    sign.title = `${this.count.toLocaleString('en')} more marks on one letter; they stay in the text`
    return sign
  }
}

const stacked = new MatchDecorator({ regexp: STACKED, decoration: ([marks]) => Decoration.replace({ widget: new Shortened(marks.length) }) })

/** Of more marks on one letter than any script has, an editor draws a sign in their place: the text keeps them. */
export const shortenStackedMarks: Extension = [
  ViewPlugin.fromClass(
    class {
      decorations: DecorationSet
      constructor(view: EditorView) {
        this.decorations = stacked.createDeco(view)
      }
      update(update: ViewUpdate): void {
        this.decorations = stacked.updateDeco(update, this.decorations)
      }
    },
    { decorations: ({ decorations }) => decorations },
  ),
  EditorView.baseTheme({ '.cm-shortened': { color: 'var(--danger)' } }),
]
