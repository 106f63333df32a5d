/** Where a link between `[[` and `]]` leads. */
export type LinkTarget =
  | { kind: 'step'; unit: string; step: string }
  | { kind: 'object'; object: { kind: string; namespace: string; name: string } }
  | { kind: 'note'; title: string; heading: string | null }

/** Reads `step:UNIT/STEP`, `VirtualMachine:NAMESPACE/NAME`, `Node:NAME`, and anything else as the title or path of a note. */
export function readLinkTarget(target: string): LinkTarget {
  const [, kind, rest] = /^([A-Za-z]{2,64}):(\S+)$/.exec(target) ?? []
  if (kind !== undefined && rest !== undefined) {
    const slash = rest.indexOf('/')
    const [before, after] = slash === -1 ? ['', rest] : [rest.slice(0, slash), rest.slice(slash + 1)]
    if (kind === 'step' && before !== '') return { kind: 'step', unit: before, step: after }
    if (/^[A-Z]/.test(kind)) return { kind: 'object', object: { kind, namespace: before, name: after } }
  }
  const hash = target.indexOf('#')
  return hash > 0 ? { kind: 'note', title: target.slice(0, hash), heading: target.slice(hash + 1) } : { kind: 'note', title: target, heading: null }
}

/** The note that a link names: by its path, its file's name or its title; case does not matter. */
export function resolveNote<Note extends { path: string; title: string }>(notes: readonly Note[], title: string): Note | undefined {
  const wanted = title.toLowerCase().replace(/\.md$/, '')
  return (
    notes.find(({ path }) => path.toLowerCase().replace(/\.md$/, '') === wanted) ??
    notes.find(({ title: own }) => own.toLowerCase() === wanted) ??
    notes.find(({ path }) => path.toLowerCase().replace(/\.md$/, '').endsWith(`/${wanted}`))
  )
}
