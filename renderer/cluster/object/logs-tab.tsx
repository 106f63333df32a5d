import { RhUiArrowDownIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-arrow-down-icon'
import { RhUiArrowUpIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-arrow-up-icon'
import { RhUiDocumentIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-document-icon'
import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react'
import { placesOf } from '../../../core/cluster/log-text'
import { ocLines } from '../../../core/cluster/oc-lines'
import { at, listAt, textAt } from '../../../core/cluster/raw'
import { TroubleAlert } from '../../trouble'
import { Button, classes, EmptyState, IconButton, Switch } from '../../ui'
import { CommandLine } from './command-line'
import { useLiveObject } from './live-object'
import { type Log, type LogLine, MAX_LINES, useLog } from './log-lines'
import styles from './logs-tab.module.css'
import type { ObjectTabProps } from './object-tabs'

interface Container {
  name: string
  /** Whether it ran before, and that log is kept. */
  hasPrevious: boolean
}

/** The log of one container of a pod, as it grows. */
export function LogsTab({ target }: ObjectTabProps) {
  const { raw } = useLiveObject()
  const containers = useMemo(() => containersOf(raw), [raw])
  const [chosen, setChosen] = useState<string | null>(null)
  const [previous, setPrevious] = useState(false)
  const [timestamps, setTimestamps] = useState(false)
  const [wrap, setWrap] = useState(true)
  const [follow, setFollow] = useState(true)
  const container = containers.find(({ name }) => name === chosen) ?? containers[0]
  const log = useLog({ namespace: target.namespace, pod: target.name, container: container?.name ?? '', previous })
  const search = useSearch(log.lines)
  if (!container) return null
  return (
    <div className={styles.tab}>
      <div className={styles.bar} role="toolbar" aria-label="Log">
        <label className={styles.choice}>
          Container
          <select value={container.name} onChange={(event) => setChosen(event.currentTarget.value)}>
            {containers.map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        {container.hasPrevious && <Switch label="Previous run" checked={previous} onChange={setPrevious} />}
        <Switch label="Timestamps" checked={timestamps} onChange={setTimestamps} />
        <Switch label="Wrap" checked={wrap} onChange={setWrap} />
        <Switch label="Follow" checked={follow} onChange={setFollow} />
        <SearchField search={search} />
      </div>
      {log.error !== null && <TroubleAlert error={log.error} onRetry={log.again} />}
      <Lines log={log} search={search} timestamps={timestamps} wrap={wrap} follow={follow && !previous && search.found === null} onFollow={setFollow} label={`Log of ${container.name}`} />
      <p className={styles.state} role="status">
        <span>{stateOf(log)}</span>
        {log.state === 'ended' && log.error === null && !previous && (
          <Button size="small" onClick={log.again}>
            Read again
          </Button>
        )}
      </p>
      <CommandLine line={ocLines.logs(target, container.name, { previous, follow, timestamps })} />
    </div>
  )
}

function stateOf({ state, lines, dropped }: Log): string {
  const count = `${lines.length.toLocaleString('en')} ${lines.length === 1 ? 'line' : 'lines'}`
  const kept = dropped > 0 ? `the last ${MAX_LINES.toLocaleString('en')} lines are kept` : count
  return state === 'opening' ? 'Reading' : state === 'ended' ? `The log has ended: ${kept}` : `Live: ${kept}`
}

function containersOf(raw: unknown): Container[] {
  const statuses = [...listAt(raw, 'status', 'containerStatuses'), ...listAt(raw, 'status', 'initContainerStatuses')]
  return [...listAt(raw, 'spec', 'containers'), ...listAt(raw, 'spec', 'initContainers')].slice(0, 50).flatMap((container) => {
    const name = textAt(container, ['name'])
    if (name === null) return []
    const status = statuses.find((each) => at(each, 'name') === name)
    return [{ name, hasPrevious: Number(at(status, 'restartCount') ?? 0) > 0 }]
  })
}

interface Search {
  text: string
  setText: (text: string) => void
  /** Lines that have it, by their place. */
  hits: readonly number[]
  /** The place in `lines` of the hit that is shown; null while none is. */
  found: number | null
  step: (direction: 1 | -1) => void
}

function useSearch(lines: readonly LogLine[]): Search {
  const [text, setText] = useState('')
  const [shown, setShown] = useState<number | null>(null)
  const hits = useMemo(() => (text === '' ? [] : lines.flatMap((line, place) => (placesOf(line.text, text).length > 0 ? [place] : []))), [lines, text])
  const current = shown === null ? -1 : hits.findIndex((place) => lines[place]?.id === shown)
  return {
    text,
    setText(next) {
      setText(next)
      setShown(null)
    },
    hits,
    found: current === -1 ? null : (hits[current] ?? null),
    step(direction) {
      if (hits.length === 0) return
      // The first look is at the newest.
      const next = current === -1 ? hits.length - 1 : (current + direction + hits.length) % hits.length
      setShown(lines[hits[next] ?? 0]?.id ?? null)
    },
  }
}

function SearchField({ search: { text, setText, hits, found, step } }: { search: Search }) {
  const press = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') step(event.shiftKey ? 1 : -1)
    else if (event.key === 'Escape') setText('')
    else return
    event.preventDefault()
  }
  return (
    <div role="search" className={styles.search}>
      <input type="search" aria-label="Search log" placeholder="Search log" value={text} spellCheck={false} onChange={(event) => setText(event.currentTarget.value)} onKeyDown={press} />
      <span role="status" className={styles.count}>
        {text === '' ? '' : found === null ? `${hits.length.toLocaleString('en')} found` : `${hits.indexOf(found) + 1} of ${hits.length.toLocaleString('en')}`}
      </span>
      <IconButton label="Find before" shortcut="Enter" size="small" onClick={() => step(-1)}>
        <RhUiArrowUpIcon />
      </IconButton>
      <IconButton label="Find after" shortcut="Shift Enter" size="small" onClick={() => step(1)}>
        <RhUiArrowDownIcon />
      </IconButton>
    </div>
  )
}

// The height of a line that is not wrapped; wrapped ones are measured.
const LINE_PX = 18
// Whoever stands this near to the end means to stay there.
const NEAR_END_PX = 24
const OVERSCAN = 20
// Lines beyond the edges have at most so many characters together: a thousand of many scripts take Chromium forty milliseconds, and twenty lines have eighty thousand.
const OVERSCAN_CHARACTERS = 8_000
// Of a line that is wrapped, until it is measured: what stands beside each other in a narrow page.
const EXPECTED_CHARACTERS = 80

interface LinesProps {
  log: Log
  search: Search
  timestamps: boolean
  wrap: boolean
  follow: boolean
  onFollow: (follow: boolean) => void
  label: string
}

function Lines({ log: { lines, state }, search, timestamps, wrap, follow, onFollow, label }: LinesProps) {
  const box = useRef<HTMLDivElement>(null)
  // eslint-disable-next-line react-hooks/incompatible-library -- nothing here is compiled by React's compiler
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => box.current,
    estimateSize: (index) => LINE_PX * (wrap ? Math.max(1, Math.ceil((lines[index]?.text.length ?? 0) / EXPECTED_CHARACTERS)) : 1),
    getItemKey: (index) => lines[index]?.id ?? index,
    overscan: OVERSCAN,
    rangeExtractor: (range) => linesDrawn(range, lines),
    initialRect: { width: 600, height: 400 },
    useFlushSync: false,
  })
  const last = lines.at(-1)?.id
  const { found } = search
  useEffect(() => {
    if (follow && lines.length > 0) virtualizer.scrollToIndex(lines.length - 1, { align: 'end' })
  }, [follow, last, lines.length, virtualizer, wrap, timestamps])
  useEffect(() => {
    if (found !== null) virtualizer.scrollToIndex(found, { align: 'center' })
  }, [found, virtualizer])

  if (state !== 'opening' && lines.length === 0) {
    return (
      <EmptyState icon={<RhUiDocumentIcon />} title="This container has said nothing yet">
        What it writes appears here by itself.
      </EmptyState>
    )
  }
  return (
    <div
      ref={box}
      role="log"
      aria-label={label}
      aria-live="off"
      tabIndex={0}
      className={classes(styles.lines, wrap && styles.wrap)}
      onWheel={({ deltaY }) => deltaY < 0 && follow && onFollow(false)}
      onKeyDown={({ key }) => ['ArrowUp', 'PageUp', 'Home'].includes(key) && onFollow(false)}
      onScroll={({ currentTarget }) => {
        if (!follow && found === null && currentTarget.scrollHeight - currentTarget.scrollTop - currentTarget.clientHeight < NEAR_END_PX && state === 'open') onFollow(true)
      }}
    >
      <div className={styles.all} style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ index, key, start }) => {
          const line = lines[index]
          if (!line) return null
          return (
            <div key={key} ref={virtualizer.measureElement} data-index={index} className={classes(styles.line, index === found && styles.found)} style={{ transform: `translateY(${start}px)` }}>
              {timestamps && line.time !== '' && <span className={styles.time}>{line.time.slice(0, 23)}</span>}
              <Marked text={line.text} wanted={search.text} />
            </div>
          )
        })}
      </div>
    </div>
  )
}

/** The places of the lines in sight, and of those beyond the edges that are kept ready. */
export function linesDrawn(range: Range, lines: readonly Pick<LogLine, 'text'>[]): number[] {
  const { startIndex, endIndex } = range
  const lengthOf = (index: number): number => lines[index]?.text.length ?? 0
  const isNear = (index: number): boolean => {
    let length = 0
    for (let at = index; at < startIndex; at += 1) length += lengthOf(at)
    for (let at = index; at > endIndex; at -= 1) length += lengthOf(at)
    return length <= OVERSCAN_CHARACTERS
  }
  return defaultRangeExtractor(range).filter(isNear)
}

function Marked({ text, wanted }: { text: string; wanted: string }) {
  const places = placesOf(text, wanted)
  if (places.length === 0) return <span>{text === '' ? ' ' : text}</span>
  const pieces = places.map(([from, to], place) => ({ before: text.slice(places[place - 1]?.[1] ?? 0, from), hit: text.slice(from, to), from }))
  return (
    <span>
      {pieces.map(({ before, hit, from }) => (
        <span key={from}>
          {before}
          <mark>{hit}</mark>
        </span>
      ))}
      {text.slice(places.at(-1)?.[1])}
    </span>
  )
}
