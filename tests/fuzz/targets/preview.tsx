import { createRoot } from 'react-dom/client'
import { Preview } from '../../../renderer/notes/preview'
import { useNotes } from '../../../renderer/notes/store'
import { Text } from '../../../renderer/guide/markdown'
import { marksIn } from '../../../core/markdown'
import { asked } from '../preview-window'
import { texts } from '../texts'
import { type Target, target } from '../target'
import { NOTE, SAMPLE } from './notes'

/** Several of the longest parts in which a note is drawn. */
const LENGTH = 30_000
/** So many links of a text are pressed. */
const PRESSED = 20
const FORBIDDEN = /^(?:script|iframe|frame|object|embed|style|link|meta|base|form|video|audio|source|template|portal)$/i
/** Stands at the end of a step’s text. */
const END = 'the end'
const PATIENCE_TURNS = 100_000

const place = document.createElement('div')
document.body.append(place)

/** Draws, and waits until `isDrawn`; what is shown is left to be looked at. */
async function drawn(element: React.ReactElement, isDrawn: () => boolean): Promise<() => void> {
  const failures: unknown[] = []
  const root = createRoot(place, { onUncaughtError: (error) => void failures.push(error) })
  root.render(element)
  for (let turn = 0; !isDrawn(); turn += 1) {
    if (failures.length > 0) throw failures[0]
    if (turn > PATIENCE_TURNS) throw new Error('it is never drawn')
    await nextTurn()
  }
  return () => root.unmount()
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Nothing that runs, is fetched or leaves the page by itself; and a link that is pressed leads nowhere but through main. */
async function expectHarmless(): Promise<void> {
  const walker = document.createTreeWalker(place, NodeFilter.SHOW_ELEMENT)
  const links: HTMLAnchorElement[] = []
  for (let index = 0; walker.nextNode() !== null; index += 1) {
    // To look at thousands takes longer than to draw them.
    if (index % 200 === 0) await nextTurn()
    const element = walker.currentNode as Element
    if (FORBIDDEN.test(element.tagName)) throw new Error(`${element.tagName} was drawn`)
    for (const { name, value } of element.attributes) {
      if (name.startsWith('on') || name === 'srcdoc' || name === 'srcset' || name === 'background' || name === 'action') throw new Error(`${name} was drawn`)
      if (name === 'src' && !value.startsWith('blob:')) throw new Error(`${value} would be fetched`)
      if (name === 'style' && /url|image/i.test(value)) throw new Error(`style ${value}`)
    }
    if (!(element instanceof HTMLAnchorElement)) continue
    // One of no protocol is an address that no browser understands.
    if (!/^(?:https?|ircs?|mailto|xmpp|):$/.test(element.protocol)) throw new Error(`a link to ${element.href}`)
    links.push(element)
  }
  for (const link of links.slice(0, PRESSED)) if (link.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }))) throw new Error('a link would be followed by the page itself')
  if (asked.some((each) => !/^notes\.|^openLink /.test(each))) throw new Error(`main was asked for ${asked.join(', ')}`)
}

let session = 0

export const previewTargets: readonly Target[] = [
  target('a note, drawn to its end', {
    runs: 300,
    inputs: (fc) => texts(fc, { tokens: NOTE, samples: [SAMPLE], length: LENGTH }),
    async holds(text) {
      asked.length = 0
      useNotes.setState({ text, session: (session += 1), open: null })
      // What is not drawn yet is an empty box of some height.
      const isDrawn = (): boolean => [...(place.firstElementChild?.children ?? [])].every((part) => !part.getAttribute('style')) && place.firstElementChild?.firstElementChild !== null
      const end = await drawn(<Preview path="Unit 1/a.md" onRun={() => null} />, () => place.firstElementChild !== null && isDrawn())
      try {
        await expectHarmless()
      } finally {
        end()
        await nextTurn()
      }
    },
  }),
  target('a step’s text, drawn', {
    runs: 300,
    // Main has refused what is tangled.
    inputs: (fc) => texts(fc, { tokens: NOTE, samples: [SAMPLE], length: LENGTH }).map((text) => `${text}\n\n${END}`),
    async holds(text) {
      asked.length = 0
      if (marksIn(text).tangledAt !== null) return
      const end = await drawn(<Text>{text}</Text>, () => (place.textContent ?? '').includes(END))
      try {
        await expectHarmless()
      } finally {
        end()
        await nextTurn()
      }
    },
  }),
]
