import { KINDS, type KindName } from '../cluster'
import { type Comparison, comparisonOf } from './compare'
import { type Path, parsePath } from './path'
import type { CompilePattern, Pattern } from './pattern'
import { type CheckSource, type Condition, type ConditionKind, kindOfCondition, type ResourceSource } from './unit'
import { fillIn, type Variables } from './variables'

/** What to ask the cluster for. */
export interface TermQuery {
  group: string
  version?: string
  kind: string
  /** Null for all, and for kinds that have none. */
  namespace: string | null
  name?: string
  labelSelector?: string
}

export interface ResourceTerm {
  kind: 'resource'
  query: TermQuery
  /** Names begin so; null where every name counts. */
  namePrefix: string | null
  absent: boolean
  every: boolean
  count: { equals: number | null; atLeast: number | null; atMost: number | null } | null
  look: { path: Path; comparison: Comparison; sameAs: { query: TermQuery; namePrefix: string | null; path: Path } | null } | null
  because: Path | null
}

export interface CommandTerm {
  kind: 'command'
  pattern: Pattern
  user: string | null
  exit: number | 'failure' | 'any'
  output: Pattern | null
}

export interface OpenedTerm {
  kind: 'opened'
  what: KindName
  /** Null for any; the same for the name. */
  namespace: string | null
  name: string | null
  namePrefix: string | null
}

/** A condition, filled in and ready to be evaluated. */
export type Term =
  | ResourceTerm
  | CommandTerm
  | { kind: 'loggedInAs'; user: string }
  | OpenedTerm
  | { kind: 'console'; namespace: string; name: string; output: Pattern }
  | { kind: 'quiz'; question: string }
  | { kind: 'confirm' }
  | { kind: 'all' | 'any' | 'none'; terms: Term[] }

export interface Check {
  say: string
  mode: CheckSource['mode']
  /** Milliseconds in which “not met” is “not yet”. */
  withinMs: number
  term: Term
}

interface Compiling {
  variables: Variables
  pattern: CompilePattern
}

export function compileCheck(source: CheckSource, compiling: Compiling): Check {
  return { say: fillIn(source.say, compiling.variables), mode: source.mode, withinMs: milliseconds(source.within), term: compileTerm(source, compiling) }
}

/** `source` is a condition that the unit's schema has let in. Throws for a pattern that RE2 does not know. */
export function compileTerm(source: Condition, compiling: Compiling): Term {
  const kind = kindOfCondition(source)
  return COMPILERS[kind](source[kind] as never, compiling, source)
}

/** A term of what a condition of this kind says; `source` is all of it, with what describes its resource further. */
const COMPILERS: { readonly [Kind in ConditionKind]: (said: NonNullable<Condition[Kind]>, compiling: Compiling, source: Condition) => Term } = {
  resource: (resource, compiling, source) => compileResource(source, resource, compiling),
  command: ({ pattern: line, as, exit, output }, { variables, pattern }) => ({
    kind: 'command',
    pattern: pattern(fillIn(line, variables)),
    user: as === undefined ? null : fillIn(as, variables),
    exit,
    output: output === undefined ? null : pattern(fillIn(output, variables)),
  }),
  loggedInAs: (user, { variables }) => ({ kind: 'loggedInAs', user: fillIn(user, variables) }),
  opened: (what, { variables }) => compileOpened(what, variables),
  console: ({ namespace, name, output }, { variables, pattern }) => ({
    kind: 'console',
    namespace: fillIn(namespace, variables),
    name: fillIn(name, variables),
    output: pattern(fillIn(output, variables)),
  }),
  quiz: (question) => ({ kind: 'quiz', question }),
  confirm: () => ({ kind: 'confirm' }),
  all: (parts, compiling) => ({ kind: 'all', terms: compileAll(parts, compiling) }),
  any: (parts, compiling) => ({ kind: 'any', terms: compileAll(parts, compiling) }),
  none: (parts, compiling) => ({ kind: 'none', terms: compileAll(parts, compiling) }),
}

const compileAll = (parts: readonly Condition[], compiling: Compiling): Term[] => parts.map((part) => compileTerm(part, compiling))

function compileOpened({ group, kind, namespace, name, namePrefix }: NonNullable<Condition['opened']>, variables: Variables): OpenedTerm {
  const fill = (text: string | undefined): string | null => (text === undefined ? null : fillIn(text, variables))
  return { kind: 'opened', what: kindName({ group, kind }), namespace: fill(namespace), name: fill(name), namePrefix: fill(namePrefix) }
}

function compileResource(source: Condition, resource: ResourceSource, { variables, pattern }: Compiling): ResourceTerm {
  const number = (value: string | number | undefined): number | null => (value === undefined ? null : Number(fillIn(String(value), variables)))
  const { count, path, sameAs, because } = source
  return {
    kind: 'resource',
    ...compileQuery(resource, variables),
    absent: source.absent === true,
    every: source.every === true,
    count: count === undefined ? null : { equals: number(count.equals), atLeast: number(count.atLeast), atMost: number(count.atMost) },
    look:
      path === undefined
        ? null
        : {
            path: pathOf(path, variables),
            comparison: comparisonOf(source, variables, pattern),
            sameAs: sameAs === undefined ? null : { ...compileQuery(sameAs.resource, variables), path: pathOf(sameAs.path, variables) },
          },
    because: because === undefined ? null : pathOf(because, variables),
  }
}

function compileQuery(resource: ResourceSource, variables: Variables): { query: TermQuery; namePrefix: string | null } {
  const fill = (text: string | undefined): string | undefined => (text === undefined ? undefined : fillIn(text, variables))
  const [version, name, labelSelector, namePrefix] = [fill(resource.version), fill(resource.name), fill(resource.selector), fill(resource.namePrefix)]
  return {
    query: {
      group: fillIn(resource.group, variables),
      kind: resource.kind,
      namespace: fill(resource.namespace) ?? null,
      ...(version !== undefined && { version }),
      ...(name !== undefined && { name }),
      ...(labelSelector !== undefined && { labelSelector }),
    },
    namePrefix: namePrefix ?? null,
  }
}

function pathOf(text: string, variables: Variables): Path {
  const parsed = parsePath(fillIn(text, variables))
  if (!parsed.ok) throw new Error(`${text} ${parsed.message}`)
  return parsed.path
}

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 }

function milliseconds(within: number | string | undefined): number {
  if (within === undefined) return 0
  return typeof within === 'number' ? within * 1_000 : Number(within.slice(0, -1)) * (UNITS[within.slice(-1)] ?? 0)
}

/** Every resource that a term looks at. */
export function resourceTerms(term: Term): ResourceTerm[] {
  if (term.kind === 'resource') return [term]
  return 'terms' in term ? term.terms.flatMap(resourceTerms) : []
}

/**
 * The name that core/cluster uses for a kind. For kinds that the tree does not hold, the plural as Kubernetes itself guesses it
 * (apimachinery, meta.UnsafeGuessKindToResource).
 */
export function kindName({ group, kind }: { group: string; kind: string }): KindName {
  const known = KINDS.find((each) => each.kind === kind && each.name === (group === '' ? each.plural : `${each.plural}.${group}`))
  if (known) return known.name
  const word = kind.toLowerCase()
  const plural = word === 'endpoints' ? word : word.endsWith('s') ? `${word}es` : word.endsWith('y') ? `${word.slice(0, -1)}ies` : `${word}s`
  return group === '' ? plural : `${plural}.${group}`
}
