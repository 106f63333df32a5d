import { useEffect, useEffectEvent, useState } from 'react'
import { textAt } from '../../../core/cluster/raw'
import type { AppError, ObjectRef, ObjectYaml, Result, WriteOutcome } from '../../../core/contract'
import { main } from '../../border'
import { useLiveObject } from '../object/live-object'
import { tabIdOf } from '../stage'
import { keepDraft, useDrafts } from './drafts'
import type { Finding } from './editor'
import { rebase } from './rebase'

type Tried = Extract<WriteOutcome, { kind: 'accepted' }>

/** How far an edit has come. `conflict`: somebody was faster; `mine` is my text on top of theirs, `clashes` says how often both meant the same. */
export type Phase =
  | { kind: 'editing' }
  | { kind: 'trying' }
  | { kind: 'review'; tried: Tried }
  | { kind: 'saving'; tried: Tried }
  | { kind: 'conflict'; theirs: ObjectYaml; original: string; mine: string; clashes: number }

type Loaded = { kind: 'loading' } | { kind: 'failed'; error: AppError } | { kind: 'ready' }

export interface YamlEditing {
  loaded: Loaded
  phase: Phase
  /** What the server has, as far as is known here. */
  base: ObjectYaml | null
  text: string
  isDirty: boolean
  findings: readonly Finding[]
  /** The server's sentence about the text; null where it has none. */
  refusal: string | null
  error: AppError | null
  /** True after the object was saved, until it is changed again. */
  isSaved: boolean
  change: (text: string) => void
  review: () => void
  save: () => void
  /** Back to the text, from a review or a conflict. */
  goBack: () => void
  discard: () => void
  reload: () => void
  /** Ends a conflict: with their object as it is, or with this text on top of it. */
  settle: (text: string | null) => void
}

// The server's word about an object comes in bursts; what is looked at follows within the blink of an eye.
const REFRESH_MS = 400

/** Everything about changing one object by its YAML. What was typed outlives the tab. */
export function useYamlEditing(target: ObjectRef): YamlEditing {
  const id = tabIdOf(target)
  const draft = useDrafts(({ all }) => all[id])
  const [loaded, setLoaded] = useState<Loaded>({ kind: 'loading' })
  const [read, setRead] = useState<ObjectYaml | null>(null)
  const [phase, setPhase] = useState<Phase>({ kind: 'editing' })
  const [findings, setFindings] = useState<readonly Finding[]>([])
  const [refusal, setRefusal] = useState<string | null>(null)
  const [error, setError] = useState<AppError | null>(null)
  const [isSaved, setSaved] = useState(false)
  const base = draft?.base ?? read
  const text = draft?.text ?? read?.text ?? ''

  const takeRead = (answer: Result<ObjectYaml>): void => {
    if (answer.ok) setRead(answer.value)
    setLoaded(answer.ok ? { kind: 'ready' } : { kind: 'failed', error: answer.error })
  }
  const load = (): void => void main.objects.readYaml({ target }).then(takeRead)
  const takeFirst = useEffectEvent(takeRead)
  const { kind, namespace, name } = target
  useEffect(() => void main.objects.readYaml({ target: { kind, namespace, name } }).then((answer) => takeFirst(answer)), [kind, namespace, name])
  useFreshVersion(read, () => {
    if (draft === undefined && phase.kind === 'editing') load()
  })

  const clear = (): void => {
    setFindings([])
    setRefusal(null)
    setError(null)
  }
  const meet = (theirs: ObjectYaml): void => {
    const original = base?.text ?? ''
    const { text: mine, clashes } = rebase(text, original, theirs.text)
    setPhase({ kind: 'conflict', theirs, original: text, mine, clashes })
  }
  /** True where the outcome leaves the text to be looked at again. */
  const takeOutcome = (outcome: WriteOutcome): boolean => {
    if (outcome.kind === 'accepted') return false
    setPhase({ kind: 'editing' })
    if (outcome.kind === 'conflict') meet(outcome.theirs)
    else if (outcome.kind === 'gone') setError({ kind: 'cluster.gone', name: target.name })
    else if (outcome.kind === 'unreadable') setFindings(outcome.problems)
    else {
      setFindings(outcome.problems)
      setRefusal(outcome.message)
    }
    return true
  }
  /** Sends the text; a server that only moved the object's status since is asked again with its new version, as nobody means those. */
  const send = async (sent: string, dryRun: boolean): Promise<WriteOutcome | null> => {
    const answer = await main.objects.write({ target, text: sent, dryRun })
    if (!answer.ok) {
      setPhase({ kind: 'editing' })
      setError(answer.error)
      return null
    }
    if (answer.value.kind !== 'conflict' || base === null) return answer.value
    const { theirs } = answer.value
    const rebased = rebase(sent, base.text, theirs.text)
    if (!rebased.onlyStatus || rebased.clashes > 0) return answer.value
    keepDraft(id, { base: theirs, text: rebased.text })
    const again = await main.objects.write({ target, text: rebased.text, dryRun })
    return again.ok ? again.value : answer.value
  }

  return {
    loaded: draft ? { kind: 'ready' } : loaded,
    phase,
    base,
    text,
    isDirty: draft !== undefined,
    findings,
    refusal,
    error,
    isSaved: isSaved && draft === undefined,
    change(next) {
      if (base === null) return
      setSaved(false)
      clear()
      keepDraft(id, next === base.text ? null : { base, text: next })
    },
    review() {
      clear()
      setPhase({ kind: 'trying' })
      void send(text, true).then((outcome) => {
        if (outcome && !takeOutcome(outcome) && outcome.kind === 'accepted') setPhase({ kind: 'review', tried: outcome })
      })
    },
    save() {
      if (phase.kind !== 'review') return
      const { tried } = phase
      setPhase({ kind: 'saving', tried })
      void send(useDrafts.getState().all[id]?.text ?? text, false).then((outcome) => {
        if (!outcome || takeOutcome(outcome) || outcome.kind !== 'accepted') return
        keepDraft(id, null)
        setRead({ text: outcome.text, resourceVersion: outcome.resourceVersion, cuts: [] })
        setPhase({ kind: 'editing' })
        setSaved(true)
      })
    },
    goBack: () => setPhase({ kind: 'editing' }),
    discard() {
      clear()
      keepDraft(id, null)
      setPhase({ kind: 'editing' })
      load()
    },
    reload: load,
    settle(settled) {
      if (phase.kind !== 'conflict') return
      clear()
      setRead(phase.theirs)
      keepDraft(id, settled === null || settled === phase.theirs.text ? null : { base: phase.theirs, text: settled })
      setPhase({ kind: 'editing' })
    },
  }
}

/** Calls when the server has another version of the object than the one that was read. */
function useFreshVersion(read: ObjectYaml | null, onFresh: () => void): void {
  const { raw } = useLiveObject()
  const version = textAt(raw, ['metadata', 'resourceVersion'])
  const known = read?.resourceVersion ?? null
  const tell = useEffectEvent(onFresh)
  useEffect(() => {
    if (version === null || known === null || version === known) return
    const timer = setTimeout(() => tell(), REFRESH_MS)
    return () => clearTimeout(timer)
  }, [version, known])
}
