import type { TableCell, TableView } from '../../core/cluster'
import { at, listAt, textAt } from '../../core/cluster/raw'
import type { Downstream, StreamSource } from '../../core/contract'
import type { ClusterConnection } from '../session'
import { getJson, reasonOf, Refusal } from './answers'
import type { Clock } from './clock'
import { createListWatch, polledWords } from './list-watch'
import type { Pulse } from './pulse'

const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json'
// What kubectl asks for at once, and as much as anybody reads in a table without a filter.
const MAX_ROWS = 500
// Wide printer columns are few; a hostile server may send any number.
const MAX_COLUMNS = 30
// Ages are words that only the server renews, and a busy kind changes many times a second.
const REFRESH_MS = 1_000
const AGES_MS = 30_000
const MAX_CELL = 512

export interface TableScope {
  readonly path: string
  readonly plural: string
  readonly namespace: string
}

export interface TableSite {
  readonly connection: ClusterConnection
  readonly pulse: Pulse
}

/**
 * One kind as the server prints it: its own columns, asked for again whenever an object of it comes, goes or changes. What changes is noticed by a
 * watch of names only.
 */
export function followTable(site: TableSite, scope: TableScope, clock: Clock, down: Downstream<TableView>): StreamSource<never> {
  const { connection, pulse } = site
  const end = new AbortController()
  const path = `${scope.path}${scope.namespace === '' ? '' : `/namespaces/${encodeURIComponent(scope.namespace)}`}/${scope.plural}?limit=${MAX_ROWS}`
  let view: TableView = { state: 'loading', message: null, columns: [], rows: [], more: 0 }
  let asking = false
  let askAgain = false
  let cancel: (() => void) | null = null

  const show = (change: Partial<TableView>): void => {
    view = { ...view, ...change }
    if (!end.signal.aborted) down.send(view, 1 + view.rows.length)
  }
  const ask = async (): Promise<void> => {
    cancel?.()
    cancel = null
    asking = true
    askAgain = false
    try {
      const answer = await getJson(connection, path, clock, { signal: end.signal, accept: TABLE })
      show({ ...tableIn(answer), state: 'live', message: polledWords(watch.access) })
    } catch (error) {
      if (error instanceof Refusal && error.status === 403) show({ state: 'forbidden', message: error.message, rows: [] })
      else if (error instanceof Refusal && error.status === 404) show({ state: 'absent', message: null, rows: [] })
      else show({ state: 'stale', message: reasonOf(error) })
    }
    asking = false
    if (!end.signal.aborted) askIn(askAgain ? REFRESH_MS : AGES_MS)
  }
  const askIn = (ms: number): void => {
    cancel?.()
    cancel = clock.after(ms, () => void ask())
  }
  const changed = (): void => {
    if (asking) askAgain = true
    else if (!askAgain) {
      askAgain = true
      askIn(REFRESH_MS)
    }
  }
  const watch = createListWatch({
    connection,
    pulse,
    clock,
    scope: { ...scope, metadataOnly: true },
    onUnauthorized: () => {},
    sink: {
      begin() {},
      take() {},
      complete: changed,
      put: changed,
      gone: changed,
      access(access) {
        if (access.state === 'stale') show({ state: 'stale', message: access.reason })
        else if (access.state === 'live' && view.state !== 'loading') changed()
      },
    },
  })
  void ask()

  return {
    receive() {},
    dispose() {
      end.abort()
      watch.dispose()
      cancel?.()
    },
  }
}

function tableIn(answer: unknown): Pick<TableView, 'columns' | 'rows' | 'more'> {
  const more = at(answer, 'metadata', 'remainingItemCount')
  const columns = listAt(answer, 'columnDefinitions')
    .slice(0, MAX_COLUMNS)
    .map((column) => ({ name: textAt(column, ['name'], 64) ?? '', wide: Number(at(column, 'priority')) > 0 }))
  const rows = listAt(answer, 'rows')
    .slice(0, MAX_ROWS)
    .flatMap((row) => {
      const name = textAt(row, ['object', 'metadata', 'name'])
      if (name === null) return []
      return [{ name, namespace: textAt(row, ['object', 'metadata', 'namespace']) ?? '', cells: columns.map((_column, index) => cellIn(at(row, 'cells', index))) }]
    })
  return { columns, rows, more: typeof more === 'number' ? more : 0 }
}

function cellIn(cell: unknown): TableCell {
  if (typeof cell === 'number' || typeof cell === 'boolean') return String(cell)
  return textAt([cell], [0], MAX_CELL) ?? ''
}
