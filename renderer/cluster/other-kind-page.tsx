import { RhUiTableIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-table-icon'
import { useEffect, useState } from 'react'
import { objectsOf, type OtherKind, type TableView } from '../../core/cluster'
import { openStream } from '../border'
import { classes, EmptyState } from '../ui'
import { dimmed } from './freshness'
import styles from './other-kind-page.module.css'
import { openObject, openPage } from './stage'
import { snapshot, useCluster, useVersions } from './store'

/** Shows the objects of a kind that the tree has no rows for, in the server's own columns. */
export function openOther(kind: OtherKind): void {
  openPage({ id: `kind|${nameOf(kind)}`, title: kind.kind, Icon: RhUiTableIcon, Content: () => <OtherKindPage kind={kind} /> })
}

function nameOf({ plural, group }: OtherKind): string {
  return group === '' ? plural : `${plural}.${group}`
}

function OtherKindPage({ kind }: { kind: OtherKind }) {
  const [namespace, setNamespace] = useState('')
  const view = useTable(kind, namespace)
  const [filter, setFilter] = useState('')
  const isClosed = kind.namespaced && (view.state === 'forbidden' || namespace !== '')
  const rows = view.rows.filter(({ name, namespace }) => `${namespace}/${name}`.includes(filter.trim()))
  return (
    <article className={styles.page}>
      <header className={styles.header}>
        <p className={styles.path}>
          {kind.group || 'core'} › {kind.version}
        </p>
        <h1>{kind.kind}</h1>
        <p className={styles.say} role="status">
          {sayOf(view, kind)}
        </p>
        {isClosed && <ProjectChoice chosen={namespace} onChoose={setNamespace} />}
        {view.rows.length > 10 && (
          <input className={styles.filter} type="search" aria-label={`Filter ${kind.plural}`} placeholder={`Filter ${kind.plural}`} value={filter} onChange={(event) => setFilter(event.currentTarget.value)} />
        )}
      </header>
      {view.rows.length > 0 && (
        <div className={styles.scroll} tabIndex={0} role="region" aria-label={`Table of ${kind.plural}`}>
          <table className={classes(styles.table, view.state === 'stale' && dimmed)}>
            <thead>
              <tr>
                {kind.namespaced && <th scope="col">Project</th>}
                {view.columns.map(({ name, wide }) => (
                  <th key={name} scope="col" className={classes(wide && styles.wide)}>
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map(({ name, namespace, cells }) => (
                <tr key={`${namespace}/${name}`}>
                  {kind.namespaced && <td>{namespace}</td>}
                  {cells.map((cell, index) => (
                    <td key={view.columns[index]?.name} className={classes(view.columns[index]?.wide === true && styles.wide)} title={cell}>
                      {index === 0 ? (
                        <button type="button" onClick={() => openObject({ kind: nameOf(kind), namespace, name })}>
                          {cell}
                        </button>
                      ) : (
                        cell
                      )}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {view.state === 'live' && view.rows.length === 0 && (
        <EmptyState icon={<RhUiTableIcon />} title={`No ${kind.plural} here`}>
          The server knows this kind, and has no object of it.
        </EmptyState>
      )}
    </article>
  )
}

/** Where the whole cluster may not be listed, one project after the other may. */
function ProjectChoice({ chosen, onChoose }: { chosen: string; onChoose: (namespace: string) => void }) {
  useVersions(({ membership }) => membership)
  const projects = Array.from(objectsOf(snapshot, PROJECTS), ({ name }) => name)
  return (
    <select className={styles.filter} aria-label="Project" value={chosen} onChange={(event) => onChoose(event.currentTarget.value)}>
      <option value="">All projects</option>
      {projects.map((name) => (
        <option key={name}>{name}</option>
      ))}
    </select>
  )
}

const PROJECTS = 'projects.project.openshift.io'
const LOADING: TableView = { state: 'loading', message: null, columns: [], rows: [], more: 0 }
// A stream that could not be opened, as nobody is logged in, is tried again when the login has changed; this is for everything else.
const REOPEN_MS = 3_000

function useTable({ group, version, plural }: OtherKind, namespace: string): TableView {
  const [view, setView] = useState(LOADING)
  const user = useCluster(({ status }) => status?.user ?? null)
  const [attempt, setAttempt] = useState(0)
  useEffect(() => {
    let closed = false
    let close = (): void => {}
    let timer: ReturnType<typeof setTimeout> | undefined
    const again = (): void => {
      if (closed) return
      setView((last) => ({ ...last, state: 'stale', message: 'nobody is logged in' }))
      timer = setTimeout(() => setAttempt((count) => count + 1), REOPEN_MS)
    }
    void openStream('cluster', 'table', { group, version, plural, namespace }, {
      receive(next, consumed) {
        setView(next)
        consumed()
      },
      end: again,
    }).then((opened) => {
      if (!opened.ok) return again()
      if (closed) opened.value.close()
      else close = () => opened.value.close()
    })
    return () => {
      closed = true
      clearTimeout(timer)
      close()
    }
  }, [group, version, plural, namespace, user, attempt])
  return view
}

function sayOf({ state, message, rows, more }: TableView, { plural, namespaced }: OtherKind): string {
  switch (state) {
    case 'loading':
      return 'Loading…'
    case 'stale':
      return `Not live: ${message ?? 'the connection broke'}`
    case 'forbidden':
      return message ?? `You may not list ${plural}${namespaced ? ' of the whole cluster' : ''}`
    case 'absent':
      return 'The server does not have this kind any more'
    case 'live':
      return [more > 0 ? `The first ${rows.length} of ${rows.length + more}` : rows.length === 1 ? '1 object' : `${rows.length} objects`, message].filter(Boolean).join(' · ')
  }
}
