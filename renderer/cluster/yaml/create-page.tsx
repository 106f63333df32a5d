import { useEffect, useRef, useState } from 'react'
import { ocLines } from '../../../core/cluster/oc-lines'
import type { AppError, CreateOutcome } from '../../../core/contract'
import { main } from '../../border'
import { TroubleAlert } from '../../trouble'
import { Bar, Button, Field } from '../../ui'
import { CommandLine } from '../object/command-line'
import { closeTab, openObject } from '../stage'
import { createYamlEditor, type Finding, type YamlEditor } from './editor'
import styles from './yaml-tab.module.css'

interface CreatePageProps {
  id: string
  title: string
  initial: string
  /** Where objects go that name no project themselves. */
  project: string
}

/** What was typed on each page: whoever looks at another tab in between finds it again. */
const texts = new Map<string, string>()

/** Writes new objects. The server looks at them first; nothing is made before "Create". */
export function CreatePage({ id, title, initial, project }: CreatePageProps) {
  const place = useRef<HTMLDivElement>(null)
  const editor = useRef<YamlEditor | null>(null)
  const [namespace, setNamespace] = useState(project)
  const [busy, setBusy] = useState<'check' | 'create' | null>(null)
  const [outcome, setOutcome] = useState<CreateOutcome | null>(null)
  const [error, setError] = useState<AppError | null>(null)
  const [checked, setChecked] = useState(false)

  useEffect(() => {
    if (place.current === null) return
    const made = createYamlEditor({
      parent: place.current,
      label: title,
      text: texts.get(id) ?? initial,
      readOnly: false,
      onChange: (text) => {
        texts.set(id, text)
        setChecked(false)
        setOutcome(null)
        made.show([])
      },
      onSave: () => {},
    })
    editor.current = made
    made.focus()
    return () => made.dispose()
  }, [id, initial, title])

  const send = async (dryRun: boolean): Promise<void> => {
    const text = editor.current?.text() ?? ''
    setBusy(dryRun ? 'check' : 'create')
    setError(null)
    const answer = await main.objects.create({ text, namespace, dryRun })
    setBusy(null)
    if (!answer.ok) return setError(answer.error)
    setOutcome(answer.value)
    setChecked(dryRun && answer.value.kind === 'created')
    editor.current?.show(findingsOf(answer.value))
    if (dryRun || answer.value.kind !== 'created') return
    const [first] = answer.value.made
    texts.delete(id)
    closeTab(id)
    if (first) openObject(first.ref)
  }

  return (
    <div className={styles.tab}>
      <h1 className={styles.title}>{title}</h1>
      <div className={styles.bar} role="toolbar" aria-label={title}>
        <Button variant="primary" busy={busy === 'create'} onClick={() => void send(false)}>
          Create
        </Button>
        <Button busy={busy === 'check'} onClick={() => void send(true)}>
          Check with the cluster
        </Button>
        <Field label="Project" title="For objects that name none themselves" className={styles.project ?? ''} value={namespace} onChange={(event) => setNamespace(event.currentTarget.value)} />
        <span className={styles.note} role="status">
          {checked ? 'The cluster would take it. Nothing was made yet.' : ''}
        </span>
      </div>
      {error !== null && <TroubleAlert error={error} />}
      {outcome !== null && outcome.kind !== 'created' && <Objections outcome={outcome} />}
      {outcome?.kind === 'created' && outcome.warnings.length > 0 && (
        <Bar tone="warning" role="status" title="The cluster warns">
          {outcome.warnings.join('; ')}
        </Bar>
      )}
      <div ref={place} className={styles.text} />
      <CommandLine line={ocLines.create(namespace)} />
    </div>
  )
}

function Objections({ outcome }: { outcome: Exclude<CreateOutcome, { kind: 'created' }> }) {
  const made = outcome.made.map(({ kind, ref }) => `${kind} ${ref.name}`).join(', ')
  const title = outcome.kind === 'unreadable' ? 'This cannot be sent yet' : `The cluster would not take the ${ordinal(outcome.document)} object`
  return (
    <Bar tone="danger" role="alert" title={title}>
      {outcome.kind === 'refused' ? outcome.message : outcome.problems.map(({ line, column, message }) => `${line}:${column} ${message}`).join('; ')}
      {made !== '' && ` Made before it: ${made}.`}
    </Bar>
  )
}

function findingsOf(outcome: CreateOutcome): Finding[] {
  if (outcome.kind === 'created') return []
  // A field of the second document would be looked for in the first: only a single object's are placed.
  return outcome.kind === 'unreadable' ? outcome.problems : outcome.document === 0 ? outcome.problems : []
}

function ordinal(place: number): string {
  return ['first', 'second', 'third'][place] ?? `${place + 1}th`
}
