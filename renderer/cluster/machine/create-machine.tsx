import { type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { create } from 'zustand'
import { type DraftProblems, machineOf, type MachineDraft, problemsOf } from '../../../core/cluster/machine-draft'
import { TEMPLATE_SOURCE, TEMPLATE_SOURCE_NAMESPACE } from '../../../core/cluster/machine-template'
import type { AppError, MachineChoices } from '../../../core/contract'
import { main } from '../../border'
import { TroubleAlert } from '../../trouble'
import { Bar, Button, Field, Spinner, Switch } from '../../ui'
import { closeTab, openObject } from '../stage'
import { createYamlEditor, type YamlEditor } from '../yaml/editor'
import { openCreate } from '../yaml/open-create'
import styles from './create-machine.module.css'

/** A short form for a VM, with its YAML beside it as it is filled: what is asked for is always seen. */
export function CreateMachine({ id, project }: { id: string; project: string }) {
  const [choices, setChoices] = useState<MachineChoices | null>(null)
  const [error, setError] = useState<AppError | null>(null)
  useEffect(() => {
    void main.objects.machineChoices().then((answer) => (answer.ok ? setChoices(answer.value) : setError(answer.error)))
  }, [])
  return (
    <div className={styles.page}>
      <h1 className={styles.title}>Create virtual machine</h1>
      {error !== null && <TroubleAlert error={error} />}
      {choices === null && error === null && (
        <p role="status" className={styles.wait}>
          <Spinner /> Asking what this cluster offers
        </p>
      )}
      {choices !== null && <Form id={id} choices={choices} first={firstDraft(choices, project)} />}
    </div>
  )
}

// As the course's own templates have it.
const DISK_GIB = 30

function firstDraft({ bootSources, storageClasses, projects }: MachineChoices, project: string): MachineDraft {
  const source = bootSources.find(({ name, ready }) => ready && name.startsWith('rhel9')) ?? bootSources.find(({ ready }) => ready) ?? null
  return {
    template: null,
    project: projects.includes(project) ? project : '',
    name: '',
    bootSource: source && { name: source.name, namespace: source.namespace },
    instanceType: source?.instanceType ?? '',
    preference: source?.preference ?? '',
    storageClass: storageClasses.find(({ isDefault }) => isDefault)?.name ?? '',
    diskGiB: DISK_GIB,
    guestUser: '',
    guestPassword: '',
    starts: true,
  }
}

/** Outlives the view: whoever looks at another tab in between finds the form as it was. */
const useKeptDraft = create<{ draft: MachineDraft | null }>(() => ({ draft: null }))

function Form({ id, choices, first }: { id: string; choices: MachineChoices; first: MachineDraft }) {
  const draft = useKeptDraft(({ draft: kept }) => kept) ?? first
  const [wasSent, setSent] = useState(false)
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<string | null>(null)
  const [error, setError] = useState<AppError | null>(null)
  const text = useYamlOf(draft)
  const problems = problemsOf(draft)
  const shown: DraftProblems = wasSent ? problems : {}
  const change = (part: Partial<MachineDraft>): void => useKeptDraft.setState({ draft: { ...draft, ...part } })
  const leave = (): void => {
    useKeptDraft.setState({ draft: null })
    closeTab(id)
  }

  const send = async (): Promise<void> => {
    setSent(true)
    setRefusal(null)
    setError(null)
    if (Object.keys(problems).length > 0) return
    setBusy(true)
    const answer = await main.objects.create({ text, namespace: draft.project, dryRun: false })
    setBusy(false)
    if (!answer.ok) return setError(answer.error)
    const outcome = answer.value
    if (outcome.kind === 'refused') return setRefusal(outcome.message)
    if (outcome.kind === 'unreadable') return setRefusal(outcome.problems[0]?.message ?? '')
    const [made] = outcome.made
    leave()
    if (made) openObject(made.ref)
  }

  return (
    <div className={styles.columns}>
      <form
        className={styles.form}
        aria-label="Create virtual machine"
        onSubmit={(event) => {
          event.preventDefault()
          void send()
        }}
      >
        {error !== null && <TroubleAlert error={error} />}
        {refusal !== null && (
          <Bar tone="danger" role="alert" title="The cluster would not take it">
            {refusal}
          </Bar>
        )}
        <Choice label="Project" value={draft.project} problem={shown.project} onChange={(project) => change({ project })}>
          <option value="">Choose a project</option>
          {choices.projects.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </Choice>
        <Field label="Name" value={draft.name} problem={shown.name ?? null} autoFocus mono onChange={(event) => change({ name: event.currentTarget.value })} />
        <Template choices={choices} draft={draft} onChange={change} />
        <BootSource choices={choices} draft={draft} problem={shown.bootSource} onChange={change} />
        {draft.template === null ? (
          <Size choices={choices} draft={draft} problems={shown} onChange={change} />
        ) : (
          <Field
            label="Guest password"
            value={draft.guestPassword}
            problem={shown.guestPassword ?? null}
            hint="Stands in the YAML: cloud-init sets it at the first boot"
            onChange={(event) => change({ guestPassword: event.currentTarget.value })}
          />
        )}
        <Switch label="Start it when it is created" checked={draft.starts} onChange={(starts) => change({ starts })} />
        <div className={styles.buttons}>
          <Button variant="primary" size="dialog" busy={busy} onClick={() => void send()}>
            Create
          </Button>
          <Button
            size="dialog"
            onClick={() => {
              leave()
              openCreate({ title: 'Create from YAML', text, namespace: draft.project })
            }}
          >
            Go on in YAML
          </Button>
        </div>
      </form>
      <Preview text={text} />
    </div>
  )
}

/** What a template has decided already. */
function Size({ choices, draft, problems: shown, onChange: change }: { choices: MachineChoices; draft: MachineDraft; problems: DraftProblems; onChange: (part: Partial<MachineDraft>) => void }) {
  return (
    <>
      <Choice label="Instance type" hint="How many CPUs and how much memory" value={draft.instanceType} onChange={(instanceType) => change({ instanceType })}>
        <option value="">None: 1 core, 2 GiB</option>
        {choices.instanceTypes.map(({ name, cpu, memory }) => (
          <option key={name} value={name}>
            {[name, cpu && `${cpu} vCPU`, memory].filter(Boolean).join(', ')}
          </option>
        ))}
      </Choice>
      <Choice label="Preference" hint="The devices that this guest system likes" value={draft.preference} onChange={(preference) => change({ preference })}>
        <option value="">None</option>
        {choices.preferences.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </Choice>
      <Choice label="Storage class" value={draft.storageClass} onChange={(storageClass) => change({ storageClass })}>
        <option value="">The cluster’s default</option>
        {choices.storageClasses.map(({ name }) => (
          <option key={name}>{name}</option>
        ))}
      </Choice>
      <Field label="Disk size in GiB" type="number" min={1} value={String(draft.diskGiB)} problem={shown.diskGiB ?? null} onChange={(event) => change({ diskGiB: event.currentTarget.valueAsNumber })} />
      <div className={styles.pair}>
        <Field label="Guest user" value={draft.guestUser} problem={shown.guestUser ?? null} onChange={(event) => change({ guestUser: event.currentTarget.value })} />
        <Field label="Guest password" value={draft.guestPassword} hint="Stands in the YAML: cloud-init sets it at the first boot" onChange={(event) => change({ guestPassword: event.currentTarget.value })} />
      </div>
    </>
  )
}

function Template({ choices, draft, onChange }: { choices: MachineChoices; draft: MachineDraft; onChange: (part: Partial<MachineDraft>) => void }) {
  if (choices.templates.length === 0) return null
  const choose = (name: string): void => {
    const template = choices.templates.find((each) => each.name === name) ?? null
    const [source, namespace] = [template?.parameters[TEMPLATE_SOURCE], template?.parameters[TEMPLATE_SOURCE_NAMESPACE]]
    const meant = choices.bootSources.find((each) => each.name === source && each.namespace === namespace)
    onChange({ template, ...(meant && { bootSource: { name: meant.name, namespace: meant.namespace } }) })
  }
  return (
    <Choice label="Template" hint={draft.template === null ? 'Or the size, disk and user of one that is ready' : `${draft.template.description} Its size, disk and user are its own.`} value={draft.template?.name ?? ''} onChange={choose}>
      <option value="">None: an instance type</option>
      {choices.templates.map(({ name, namespace }) => (
        <option key={`${namespace}/${name}`}>{name}</option>
      ))}
    </Choice>
  )
}

function BootSource({ choices, draft, problem, onChange }: { choices: MachineChoices; draft: MachineDraft; problem: string | undefined; onChange: (part: Partial<MachineDraft>) => void }) {
  const keyOf = ({ name, namespace }: { name: string; namespace: string }): string => `${namespace}/${name}`
  const choose = (key: string): void => {
    const source = choices.bootSources.find((each) => keyOf(each) === key)
    // What the boot source recommends is chosen along with it; both can be changed afterwards.
    onChange(source ? { bootSource: { name: source.name, namespace: source.namespace }, instanceType: source.instanceType || draft.instanceType, preference: source.preference } : { bootSource: null })
  }
  return (
    <Choice label="Boot source" hint="The image that its disk begins as" value={draft.bootSource ? keyOf(draft.bootSource) : ''} problem={problem} onChange={choose}>
      <option value="">Choose a boot source</option>
      {choices.bootSources.map((source) => (
        <option key={keyOf(source)} value={keyOf(source)} disabled={!source.ready}>
          {source.ready ? source.name : `${source.name} (not ready)`}
        </option>
      ))}
    </Choice>
  )
}

interface ChoiceProps {
  label: string
  hint?: string
  problem?: string | undefined
  value: string
  onChange: (value: string) => void
  children: ReactNode
}

function Choice({ label, hint, problem, value, onChange, children }: ChoiceProps) {
  const id = useId()
  const note = problem ?? hint
  return (
    <div className={styles.choice}>
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} aria-invalid={problem === undefined ? undefined : true} aria-describedby={note === undefined ? undefined : `${id}-note`} onChange={(event) => onChange(event.currentTarget.value)}>
        {children}
      </select>
      {note !== undefined && (
        <p id={`${id}-note`} className={problem === undefined ? styles.hint : styles.problem} role={problem === undefined ? undefined : 'alert'}>
          {note}
        </p>
      )}
    </div>
  )
}

/** The form's object as YAML, written by main as every other is. */
function useYamlOf(draft: MachineDraft): string {
  const [text, setText] = useState('')
  useEffect(() => {
    let isOld = false
    void main.objects.formatYaml({ object: machineOf(draft) }).then((answer) => {
      if (answer.ok && !isOld) setText(answer.value)
    })
    return () => {
      isOld = true
    }
  }, [draft])
  return text
}

function Preview({ text }: { text: string }) {
  const place = useRef<HTMLDivElement>(null)
  const [editor, setEditor] = useState<YamlEditor | null>(null)
  useEffect(() => {
    if (place.current === null) return
    const made = createYamlEditor({ parent: place.current, label: 'YAML of the new machine', text: '', readOnly: true, onChange: () => {}, onSave: () => {} })
    setEditor(made)
    return () => made.dispose()
  }, [])
  useEffect(() => editor?.setText(text), [editor, text])
  return <div ref={place} className={styles.preview} />
}
