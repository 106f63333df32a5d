import { create } from 'zustand'
import type { AppError, Result, TabPurpose, TerminalTab } from '../../core/contract'
import { main } from '../border'
import { changeLayout, unfoldTerminal, useLayout } from '../layout'

interface TerminalStore {
  /** Null until main has told. */
  tabs: TerminalTab[] | null
  /** The tab in front; it may be one that main has announced and not yet listed. */
  active: string | null
  /** What could not be done, and how to ask for it once more. */
  refused: { error: AppError; again: () => void } | null
  /** Counts up when the tab in front should take the keyboard. */
  focusWanted: number
  /** The tab whose text is being searched. */
  searching: string | null
}

export const useTerminals = create<TerminalStore>(() => ({ tabs: null, active: null, refused: null, focusWanted: 0, searching: null }))

/** The tab in front, by falling back to a neighbour when the chosen one is gone. */
export function activeTab({ tabs, active }: Pick<TerminalStore, 'tabs' | 'active'>): TerminalTab | null {
  return tabs?.find((tab) => tab.id === active) ?? tabs?.at(-1) ?? null
}

export function selectTab(id: string): void {
  useTerminals.setState(({ focusWanted }) => ({ active: id, focusWanted: focusWanted + 1 }))
  changeLayout({ terminal: id })
}

/** The tab `step` places further, around the end. */
export function selectNeighbour(step: 1 | -1): void {
  const { tabs } = useTerminals.getState()
  const current = activeTab(useTerminals.getState())
  if (tabs === null || current === null) return
  const next = tabs[(tabs.indexOf(current) + step + tabs.length) % tabs.length]
  if (next) selectTab(next.id)
}

/** Opens the search of one tab, or ends it. */
export function search(searching: string | null): void {
  useTerminals.setState({ searching })
}

async function ask<T>(call: () => Promise<Result<T>>, put: (value: T) => void = () => {}): Promise<void> {
  useTerminals.setState({ refused: null })
  const answer = await call()
  if (answer.ok) put(answer.value)
  else useTerminals.setState({ refused: { error: answer.error, again: () => void ask(call, put) } })
}

export const openTab = (purpose: TabPurpose, beside?: string) => ask(() => main.terminal.create(beside === undefined ? { purpose } : { purpose, beside }), ({ id }) => selectTab(id))
export const restartTab = (id: string) => ask(() => main.terminal.restart({ id }))
export const closeTab = (id: string) => ask(() => main.terminal.close({ id }))

export function dismissRefusal(): void {
  useTerminals.setState({ refused: null })
}

function take(tabs: TerminalTab[]): void {
  useTerminals.setState((state) => {
    // The neighbour of a tab that went takes its place, as in every browser.
    const at = state.tabs?.findIndex((tab) => tab.id === state.active) ?? -1
    const gone = at !== -1 && !tabs.some((tab) => tab.id === state.active)
    return gone ? { tabs, active: tabs[Math.min(at, tabs.length - 1)]?.id ?? null } : { tabs }
  })
}

let started = false

/** Follows main, from the first time that the panel is shown. A window without any terminal gets one. */
export function startTerminals(user: string | null): void {
  if (started) return
  started = true
  // The same one in front as before the restart, or the reload.
  useTerminals.setState(({ active }) => ({ active: active ?? useLayout.getState().terminal }))
  main.terminal.on.changed(take)
  main.terminal.on.focused(({ id }) => {
    // A login may ask something there.
    unfoldTerminal()
    selectTab(id)
  })
  void ask(() => main.terminal.begin({ user }), take)
}
