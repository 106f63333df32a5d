import { expectation, fulfils, shown, textOf } from './compare'
import type { ObservedObject, ObservedObjects, ObservedState } from './facts'
import { findAt, pathName, placeName } from './path'
import { kindName, type ResourceTerm, type TermQuery } from './term'
import { MET, type ObjectPlace, type Verdict, verdictOfState } from './verdict'

/**
 * Keeps what one resource term needs of the objects that it looks at. Each change costs a look at the changed objects only, however many there
 * are: hundreds of checks stand on clusters that change thousands of times a second.
 */
export interface ResourceFold {
  /** Takes what was observed. */
  take(observed: ObservedObjects): Effect
  /** The same for the objects that `sameAs` refers to. */
  takeOther(observed: ObservedObjects): Effect
  verdict(): Verdict
}

/** Whether the verdict may have `turned`, or only what it says of the `details`. */
export type Effect = 'turned' | 'details' | 'none'

interface Seen {
  ok: boolean
  object: ObservedObject
}

export function foldResource(term: ResourceTerm): ResourceFold {
  const seen = new Map<string, Seen>()
  let fulfilled = 0
  let state: ObservedState = 'waiting'
  let message: string | null = null
  let all: readonly ObservedObject[] = []
  let others: { state: ObservedState; message: string | null; values: ReadonlySet<string> } | null = null

  const looksAt = ({ metadata: { name } }: ObservedObject): boolean =>
    (term.query.name === undefined || name === term.query.name) && (term.namePrefix === null || name.startsWith(term.namePrefix))

  const isFine = (object: ObservedObject): boolean => {
    if (term.look === null) return true
    const { path, comparison } = term.look
    const found = findAt(object, path)
    if (comparison.kind === 'exists' && !comparison.wanted) return found.length === 0
    const holds = (value: unknown): boolean => fulfils(value, comparison, others?.values ?? new Set())
    return found.length > 0 && (term.every ? found.every(({ value }) => holds(value)) : found.some(({ value }) => holds(value)))
  }

  const put = (object: ObservedObject): Effect => {
    if (!looksAt(object)) return 'none'
    const key = keyOf(object)
    const before = seen.get(key)
    const ok = isFine(object)
    seen.set(key, { ok, object })
    fulfilled += Number(ok) - Number(before?.ok ?? false)
    if (before === undefined || before.ok !== ok) return 'turned'
    return ok ? 'none' : 'details'
  }

  const remove = (object: ObservedObject): Effect => {
    const before = seen.get(keyOf(object))
    if (before === undefined) return 'none'
    seen.delete(keyOf(object))
    fulfilled -= Number(before.ok)
    return 'turned'
  }

  const rebuild = (): void => {
    seen.clear()
    fulfilled = 0
    for (const object of all) put(object)
  }

  const differ = (expected: string, found: string, object: ObservedObject | null, at: string | null = null): Verdict => ({
    kind: 'not-met',
    expected,
    found,
    because: object && term.because ? reasonIn(object, term.because) : null,
    place: object && placeOf(object, term.query, at),
  })

  const judge = (): Verdict => {
    if (state === 'no-such-kind' && term.absent) return MET
    const unknown = verdictOfState(state, message, term.query.kind) ?? (others && verdictOfState(others.state, others.message, term.look?.sameAs?.query.kind ?? ''))
    if (unknown) return unknown
    const first = seen.values().next().value
    if (term.absent) return first === undefined ? MET : differ('gone', 'still there', first.object)
    if (term.count !== null) return judgeCount(term.count)
    if (first === undefined) return differ(`${term.query.kind} ${term.query.name ?? (term.namePrefix === null ? 'that fits' : `${term.namePrefix}…`)}`, 'none', null)
    const failing = term.every ? [...seen.values()].find(({ ok }) => !ok) : fulfilled === 0 ? first : undefined
    if (failing !== undefined) return describe(failing.object)
    const good = [...seen.values()].find(({ ok }) => ok)
    return { kind: 'met', place: good ? placeOf(good.object, term.query, null) : null }
  }

  const judgeCount = ({ equals, atLeast, atMost }: NonNullable<ResourceTerm['count']>): Verdict => {
    const holds = (equals === null || fulfilled === equals) && (atLeast === null || fulfilled >= atLeast) && (atMost === null || fulfilled <= atMost)
    if (holds) return MET
    const wanted = equals !== null ? `${equals}` : atLeast !== null ? `at least ${atLeast}` : `at most ${atMost}`
    const failing = [...seen.values()].find(({ ok }) => !ok)
    return differ(wanted, fulfilled === seen.size ? `${fulfilled}` : `${fulfilled} of ${seen.size}`, failing?.object ?? null)
  }

  /** What one object should say, and says. */
  const describe = (object: ObservedObject): Verdict => {
    if (term.look === null) return differ('something else', 'this', object)
    const { path, comparison } = term.look
    const values = others?.values ?? new Set<string>()
    const found = findAt(object, path)
    const wrong = found.find(({ value }) => !fulfils(value, comparison, values))
    if (wrong === undefined) return differ(expectation(comparison, values), 'nothing there yet', object, pathName(path))
    const secret = term.query.group === '' && term.query.kind === 'Secret'
    return differ(expectation(comparison, values), secret ? 'something else' : shown(textOf(wrong.value)), object, placeName(wrong.at))
  }

  return {
    take(observed) {
      const stateChanged = observed.state !== state || observed.message !== message
      state = observed.state
      message = observed.message
      all = observed.objects
      if (observed.changes === null || stateChanged) {
        rebuild()
        return 'turned'
      }
      let effect: Effect = 'none'
      for (const { type, object } of observed.changes) {
        const one = type === 'put' ? put(object) : remove(object)
        if (one === 'turned' || effect === 'none') effect = one
      }
      return effect
    },
    takeOther(observed) {
      const target = term.look?.sameAs
      if (!target) return 'none'
      const values = observed.objects
        .filter(({ metadata: { name } }) => target.namePrefix === null || name.startsWith(target.namePrefix))
        .flatMap((object) => findAt(object, target.path).map(({ value }) => textOf(value)))
      others = { state: observed.state, message: observed.message, values: new Set(values) }
      rebuild()
      return 'turned'
    },
    verdict: judge,
  }
}

function keyOf({ metadata: { namespace = '', name } }: ObservedObject): string {
  return `${namespace}/${name}`
}

function placeOf(object: ObservedObject, query: TermQuery, path: string | null): ObjectPlace {
  const { name, namespace = '' } = object.metadata
  return { kind: kindName(query), namespace, name, path }
}

function reasonIn(object: ObservedObject, path: NonNullable<ResourceTerm['because']>): string | null {
  const [found] = findAt(object, path)
  const text = found === undefined ? '' : textOf(found.value)
  return text === '' ? null : shown(text)
}
