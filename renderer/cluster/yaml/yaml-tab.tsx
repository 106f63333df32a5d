import { RhUiSearchIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-search-icon'
import { useEffect, useRef, useState } from 'react'
import { ocLines } from '../../../core/cluster/oc-lines'
import { TroubleAlert } from '../../trouble'
import { Bar, Button, IconButton, Spinner } from '../../ui'
import { copyText } from '../object/copy'
import { CommandLine } from '../object/command-line'
import type { ObjectTabProps } from '../object/object-tabs'
import { useRights } from '../object/rights'
import type { FieldMark } from '../stage'
import { Difference } from './difference'
import { createYamlEditor, type YamlEditor } from './editor'
import { type Phase, useYamlEditing, type YamlEditing } from './use-yaml-editing'
import styles from './yaml-tab.module.css'

/** An object's YAML: to read, to search, and to change with a look at what would come of it. */
export function YamlTab({ target, mark }: ObjectTabProps) {
  const editing = useYamlEditing(target)
  const { loaded, phase, base } = editing
  const rights = useRights(target)
  if (loaded.kind === 'failed') return <TroubleAlert error={loaded.error} onRetry={editing.reload} />
  if (loaded.kind === 'loading' || base === null) {
    return (
      <p className={styles.wait} role="status">
        <Spinner /> Reading it from the cluster
      </p>
    )
  }
  const whyNot = base.cuts.length > 0 ? 'It is too large to be changed here' : rights.update ? null : 'You may not change it'
  return (
    <div className={styles.tab}>
      {phase.kind === 'conflict' ? <Conflict editing={editing} phase={phase} /> : null}
      {phase.kind === 'review' || phase.kind === 'saving' ? <Review editing={editing} phase={phase} before={base.text} /> : null}
      <Editor editing={editing} whyNot={whyNot} mark={mark} label={`YAML of ${target.name}`} hidden={phase.kind !== 'editing' && phase.kind !== 'trying'} />
      <CommandLine line={editing.isDirty ? ocLines.edit(target) : ocLines.yaml(target)} />
    </div>
  )
}

function Editor({ editing, whyNot, mark, label, hidden }: { editing: YamlEditing; whyNot: string | null; mark: FieldMark | null; label: string; hidden: boolean }) {
  const { text, isDirty, isSaved, findings, refusal, error, phase, base } = editing
  const place = useRef<HTMLDivElement>(null)
  const [editor, setEditor] = useState<YamlEditor | null>(null)
  const latest = useRef(editing)
  useEffect(() => {
    latest.current = editing
  })
  const readOnly = whyNot !== null

  useEffect(() => {
    if (place.current === null) return
    const made = createYamlEditor({
      parent: place.current,
      label,
      text: latest.current.text,
      readOnly,
      onChange: (next) => latest.current.change(next),
      onSave: () => latest.current.isDirty && latest.current.review(),
    })
    setEditor(made)
    return () => made.dispose()
  }, [label, readOnly])
  useEffect(() => editor?.setText(text), [editor, text])
  useEffect(() => editor?.show(findings), [editor, findings])
  useEffect(() => {
    if (mark !== null) editor?.mark(mark.path)
  }, [editor, mark])
  const wasHidden = useRef(false)
  useEffect(() => {
    // From a review or a conflict one comes back to where one typed.
    if (wasHidden.current && !hidden) editor?.focus()
    wasHidden.current = hidden
  }, [editor, hidden])

  return (
    <div className={styles.editor} hidden={hidden}>
      <div className={styles.bar} role="toolbar" aria-label="YAML">
        <Button
          variant="primary"
          busy={phase.kind === 'trying'}
          why={whyNot ?? (isDirty ? null : 'Nothing is changed yet')}
          title="Asks the server what would come of it, and shows the difference (Ctrl S)"
          onClick={editing.review}
        >
          Review changes
        </Button>
        <Button why={isDirty ? null : 'Nothing is changed yet'} onClick={editing.discard}>
          Discard changes
        </Button>
        <span className={styles.note} role="status">
          {whyNot ?? (isSaved ? 'Saved' : isDirty ? 'Changed, not sent yet' : '')}
        </span>
        <IconButton label="Search in YAML" shortcut="Ctrl F" onClick={() => editor?.search()}>
          <RhUiSearchIcon />
        </IconButton>
      </div>
      {error !== null && <TroubleAlert error={error} onRetry={editing.review} />}
      {(refusal !== null || findings.length > 0) && <Refusal refusal={refusal} editing={editing} onShow={(path) => editor?.mark(path)} />}
      {base !== null && base.cuts.length > 0 && (
        <Bar tone="warning" role="status" title="This object is too large to be shown whole">
          {base.cuts.join('; ')}
        </Bar>
      )}
      <div ref={place} className={styles.text} />
    </div>
  )
}

/** What the server, or the reader of YAML, has against the text; each field leads to its place. */
function Refusal({ refusal, editing: { findings }, onShow }: { refusal: string | null; editing: YamlEditing; onShow: (path: string) => void }) {
  return (
    <Bar tone="danger" role="alert" title={refusal === null ? 'This cannot be sent yet' : 'The cluster would not take it'}>
      {findings.length === 0 ? (
        refusal
      ) : (
        <ul className={styles.findings}>
          {findings.slice(0, 20).map(({ line, column, field, message }) => (
            <li key={`${line} ${column} ${field} ${message}`}>
              {field !== '' ? (
                <button type="button" onClick={() => onShow(field)}>
                  {field}
                </button>
              ) : (
                <code>
                  {line}:{column}
                </code>
              )}{' '}
              {message}
            </li>
          ))}
        </ul>
      )}
    </Bar>
  )
}

/** What the object is and what it would be, as the server itself filled it in. */
function Review({ editing, phase, before }: { editing: YamlEditing; phase: Extract<Phase, { kind: 'review' | 'saving' }>; before: string }) {
  const first = useRef<HTMLButtonElement>(null)
  useEffect(() => first.current?.focus(), [])
  const { tried } = phase
  return (
    <section className={styles.review} aria-label="Review changes">
      <div className={styles.bar} role="toolbar" aria-label="Review">
        <Button ref={first} variant="primary" busy={phase.kind === 'saving'} onClick={editing.save}>
          Save
        </Button>
        <Button onClick={editing.goBack}>Back to the text</Button>
        <span className={styles.note}>The cluster would take it. Nothing was sent yet.</span>
      </div>
      {tried.warnings.length > 0 && (
        <Bar tone="warning" role="status" title="The cluster warns">
          {tried.warnings.join('; ')}
        </Bar>
      )}
      <Difference left={{ title: 'Now', text: before }} right={{ title: 'After saving', text: tried.text }} />
    </section>
  )
}

/** Somebody was faster. Neither text is lost: theirs is on the cluster, mine stands at the right and can be copied as it was. */
function Conflict({ editing, phase }: { editing: YamlEditing; phase: Extract<Phase, { kind: 'conflict' }> }) {
  const { theirs, mine, original, clashes } = phase
  const settled = useRef(mine)
  return (
    <section className={styles.review} aria-label="Conflict">
      <Bar
        tone="warning"
        role="alert"
        title="Somebody else has changed it meanwhile"
        actions={
          <>
            <Button variant="primary" onClick={() => editing.settle(settled.current)}>
              Go on with mine
            </Button>
            <Button onClick={() => editing.settle(null)}>Take theirs</Button>
            <Button onClick={() => copyText(original)}>Copy my text</Button>
          </>
        }
      >
        Nothing was sent. At the right are your changes on top of theirs
        {clashes > 0 ? `; in ${clashes === 1 ? 'one place' : `${clashes} places`} both of you changed the same, and yours stands there.` : '.'}
      </Bar>
      <Difference left={{ title: 'Theirs, on the cluster', text: theirs.text }} right={{ title: 'Yours on top of it', text: mine }} onChange={(text) => (settled.current = text)} />
    </section>
  )
}
