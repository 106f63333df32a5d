import type { Completion, CompletionContext, CompletionResult, CompletionSource } from '@codemirror/autocomplete'
import type { EditorState, Extension } from '@codemirror/state'
import { hoverTooltip } from '@codemirror/view'
import { outlineOf, schemaPathAt } from '../../../core/cluster/yaml-outline'
import type { FieldDocs } from '../../../core/contract'
import { main } from '../../border'

/** What a text says of itself: the schema is asked by these. */
function kindIn(state: EditorState): { apiVersion: string; kind: string } | null {
  const of = (key: string): string | undefined => new RegExp(`^${key}:\\s*["']?([\\w./-]+)`, 'm').exec(state.sliceDoc(0, HEAD_CHARS))?.[1]
  const [apiVersion, kind] = [of('apiVersion'), of('kind')]
  return apiVersion === undefined || kind === undefined ? null : { apiVersion, kind }
}

// apiVersion and kind stand first; whoever writes them elsewhere goes without documentation.
const HEAD_CHARS = 4_000
// A text longer than this is read as it is: an outline at every key would be felt.
const MAX_LINES = 20_000

const kept = new Map<string, Promise<FieldDocs | null>>()

function docsFor(state: EditorState, path: string[]): Promise<FieldDocs | null> {
  const kind = kindIn(state)
  if (kind === null) return Promise.resolve(null)
  const key = [kind.apiVersion, kind.kind, ...path].join(' ')
  const asked = kept.get(key) ?? main.objects.explain({ ...kind, path }).then((answer) => (answer.ok ? answer.value : null))
  kept.set(key, asked)
  // What the server could not say now, such as before an operator, it may say later.
  void asked.then((docs) => docs === null && kept.delete(key))
  return asked
}

function outlineIn(state: EditorState): ReturnType<typeof outlineOf> {
  return state.doc.lines > MAX_LINES ? [] : outlineOf(state.doc.toJSON())
}

/** Offers the fields that the server's schema has here, and the values where it names them. */
const complete: CompletionSource = async (context: CompletionContext): Promise<CompletionResult | null> => {
  const { state, pos } = context
  const line = state.doc.lineAt(pos)
  const before = line.text.slice(0, pos - line.from)
  const value = /^(\s*(?:- )*)([\w.-]+):\s+([\w.-]*)$/.exec(before)
  const word = /^(\s*(?:- )*)([\w.-]*)$/.exec(before)
  const started = value?.[3] ?? word?.[2] ?? ''
  if ((!value && !word) || (started === '' && !context.explicit)) return null
  const column = (value ?? word)?.[1]?.length ?? 0
  const outline = outlineIn(state).filter((entry) => entry.line < line.number - 1)
  const parent = schemaPathAt(outline, line.number - 1, column)
  const docs = await docsFor(state, value ? [...parent, value[2] ?? ''] : parent)
  if (docs === null) return null
  const options = value ? docs.values.map((label): Completion => ({ label, type: 'enum' })) : docs.fields.map(fieldOption)
  return options.length === 0 ? null : { from: pos - started.length, options, validFor: /^[\w.-]*$/ }
}

function fieldOption({ name, type, required, description }: FieldDocs['fields'][number]): Completion {
  return { label: name, apply: `${name}: `, detail: required ? `${type}, required` : type, type: 'property', ...(description !== '' && { info: () => docsElement(name, type, description) }) }
}

/** What `oc explain` says of the field under the pointer. */
const hover = hoverTooltip(async ({ state }, pos) => {
  const line = state.doc.lineAt(pos)
  const entry = outlineIn(state)
    .filter((each) => each.line === line.number - 1 && each.column <= pos - line.from)
    .at(-1)
  if (entry === undefined || !/^[\w.-]*:/.test(line.text.slice(entry.column))) return null
  if (pos - line.from > line.text.indexOf(':', entry.column)) return null
  const path = entry.path.replace(/\[\d+\]/g, '').split('.')
  const docs = await docsFor(state, path)
  if (docs === null || (docs.description === '' && docs.type === '')) return null
  return { pos: line.from + entry.column, above: true, create: () => ({ dom: docsElement(path.at(-1) ?? '', docs.type, docs.description) }) }
})

/** Made by hand and of text only: a schema comes from a server like anything else. */
function docsElement(name: string, type: string, description: string): HTMLElement {
  const box = document.createElement('div')
  box.className = 'cm-docs'
  const head = document.createElement('code')
  head.textContent = name
  const kind = document.createElement('span')
  kind.className = 'cm-docs-type'
  kind.textContent = type
  const text = document.createElement('p')
  text.textContent = description
  box.append(head, kind, text)
  return box
}

export const completeFields: CompletionSource = complete
export const explainFields: Extension = hover
