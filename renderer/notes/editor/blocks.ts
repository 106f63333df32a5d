import { type EditorState, type Extension, type Range, StateField } from '@codemirror/state'
import { Decoration, type DecorationSet, EditorView, WidgetType } from '@codemirror/view'
import type { ReactNode } from 'react'
import { createRoot } from 'react-dom/client'
import { endsFence, readFence } from '../../../core/markdown'
import { type CapturedCommand, type FrontMatter, frontMatterEnd, readCommand, readFrontMatter } from '../../../core/notes'

/** What the editor shows in the place of a block's text, until the cursor comes there. */
export interface BlockPictures {
  command: (captured: CapturedCommand) => ReactNode
  image: (link: string, words: string) => ReactNode
  matter: (matter: FrontMatter) => ReactNode
}

/** Looking for blocks reads the whole text; above this it would be felt at every key, and blocks are shown as written. */
const LARGEST_TEXT = 400_000

/** Front matter of other programs can be long; a text that begins so and goes on is one. */
const LONGEST_MATTER = 4_000

interface Block {
  from: number
  to: number
  key: string
  picture: () => ReactNode
}

const drawn = new WeakMap<HTMLElement, () => void>()

class Picture extends WidgetType {
  constructor(
    readonly key: string,
    readonly draw: () => ReactNode,
  ) {
    super()
  }
  toDOM(view: EditorView): HTMLElement {
    const frame = Object.assign(document.createElement('div'), { className: 'cm-picture' })
    const root = createRoot(frame)
    root.render(this.draw())
    // It is drawn later than the editor measures its lines, and an image later still.
    const sizes = new ResizeObserver(() => view.requestMeasure())
    sizes.observe(frame)
    drawn.set(frame, () => {
      sizes.disconnect()
      // React is in the middle of drawing when the editor goes with its view.
      setTimeout(() => root.unmount())
    })
    return frame
  }
  override destroy(frame: HTMLElement): void {
    drawn.get(frame)?.()
  }
  override eq(other: Picture): boolean {
    return other.key === this.key
  }
  override ignoreEvent(event: Event): boolean {
    // Buttons are for pressing; a click beside them brings the cursor, and with it the text.
    return event.target instanceof Element && event.target.closest('button') !== null
  }
}

const IMAGE_LINE = /^!\[([^\]]*)\]\(<?([^)>\s]+)>?(?:\s[^)]*)?\)\s*$/

function findBlocks(state: EditorState, pictures: BlockPictures): Block[] {
  const blocks: Block[] = []
  const head = state.sliceDoc(0, LONGEST_MATTER)
  const matterEnd = frontMatterEnd(head)
  if (matterEnd > 0) blocks.push({ from: 0, to: state.doc.lineAt(matterEnd - 1).to, key: head.slice(0, matterEnd), picture: () => pictures.matter(readFrontMatter(head)) })
  let fence: { from: number; info: string; marks: string; body: string[] } | null = null
  for (let number = state.doc.lineAt(matterEnd).number; number <= state.doc.lines; number += 1) {
    const line = state.doc.line(number)
    if (fence !== null) {
      if (!endsFence(line.text, fence.marks)) {
        fence.body.push(line.text)
        continue
      }
      const { info, body, from } = fence
      fence = null
      const command = readCommand(info, body.join('\n'))
      if (command) blocks.push({ from, to: line.to, key: `${info}\n${body.join('\n')}`, picture: () => pictures.command(command) })
      continue
    }
    const opening = readFence(line.text)
    if (opening) fence = { from: line.from, ...opening, body: [] }
    const [, words, link] = IMAGE_LINE.exec(line.text) ?? []
    if (words !== undefined && link !== undefined) blocks.push({ from: line.from, to: line.to, key: line.text, picture: () => pictures.image(link, words) })
  }
  return blocks
}

interface Shown {
  blocks: Block[]
  decorations: DecorationSet
}

function decorate(state: EditorState, blocks: readonly Block[]): DecorationSet {
  const ranges: Range<Decoration>[] = blocks
    .filter(({ from, to }) => !state.selection.ranges.some((range) => range.from <= to && range.to >= from))
    .map(({ from, to, key, picture }) => Decoration.replace({ widget: new Picture(key, picture), block: true }).range(from, to))
  return Decoration.set(ranges)
}

/** Captured commands as cards, and images as images. */
export function blockPictures(pictures: BlockPictures): Extension {
  const find = (state: EditorState): Block[] => (state.doc.length > LARGEST_TEXT ? [] : findBlocks(state, pictures))
  const field = StateField.define<Shown>({
    create(state) {
      const blocks = find(state)
      return { blocks, decorations: decorate(state, blocks) }
    },
    update(shown, { docChanged, selection, state }) {
      if (!docChanged && selection === undefined) return shown
      const blocks = docChanged ? find(state) : shown.blocks
      return blocks.length === 0 && shown.blocks.length === 0 ? shown : { blocks, decorations: decorate(state, blocks) }
    },
    provide: (shown) => EditorView.decorations.from(shown, ({ decorations }) => decorations),
  })
  return field
}
