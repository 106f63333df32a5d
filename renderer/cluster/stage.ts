import type { ComponentType } from 'react'
import { create } from 'zustand'
import { createJSONStorage, persist } from 'zustand/middleware'
import { accessTo, type ClusterObject, findObject, kindNamed } from '../../core/cluster'
import { type Layout, MAX_OPEN_OBJECTS, type ObjectRef, type OpenObjectRef } from '../../core/contract'
import { changeLayout, saveLayoutNow, useLayout } from '../layout'
import { pageMemory } from './page-memory'
import { snapshot, useCluster, useVersions } from './store'

/** One object on the stage. */
export interface OpenObject {
  kind: 'object'
  id: string
  target: ObjectRef
  /** As the tree last knew it; null for what the tree does not hold. */
  object: ClusterObject | null
  /** Id of the tab of its page; null for the first. */
  view: string | null
  mark: FieldMark | null
}

/** A field that somebody pointed at, such as `spec.runStrategy`. `asked` tells one pointing from the next to the same field. */
export interface FieldMark {
  path: string
  asked: number
}

/** Something of another slice on the stage: a console, a form. It does not come back after a restart. */
export interface OpenPage {
  kind: 'page'
  id: string
  title: string
  Icon?: ComponentType
  Content: ComponentType
}

export type StageTab = OpenObject | OpenPage

interface Stage {
  /** Whose objects the tabs show. */
  classroom: string | null
  tabs: readonly StageTab[]
  /** Id of the tab in front; of one that is yet to come back, or null, where the first is. */
  front: string | null
  /** What was open when the program ended, in order: each comes back as soon as the cluster shows it. */
  kept: readonly OpenObjectRef[]
}

const empty: Stage = { classroom: null, tabs: [], front: null, kept: [] }

/** What the student had open outlives the page: it comes back where it was after a reload, or after its process died. */
export const useStage = create<Stage>()(
  persist(() => empty, {
    name: 'cluster.stage',
    storage: createJSONStorage(() => pageMemory),
    partialize: ({ classroom, tabs, front, kept }) => ({ classroom, tabs: tabs.filter(({ kind }) => kind === 'object'), front, kept }),
  }),
)

export function tabIdOf({ kind, namespace, name }: ObjectRef): string {
  return `${kind}|${namespace}|${name}`
}

/** Whether something of this id is on the stage. */
export function useStageTab(id: string): boolean {
  return useStage(({ tabs }) => tabs.some((tab) => tab.id === id))
}

export function tabInFront({ tabs, front }: Stage): StageTab | undefined {
  return tabs.find((tab) => tab.id === front) ?? tabs[0]
}

let asked = 0

/** Opens an object's page, or brings it to the front: at a tab (`yaml`, `events` …), and in its YAML at a field such as `spec.runStrategy`. */
export function openObject(ref: ObjectRef, { tab, path }: { tab?: string; path?: string } = {}): void {
  const id = tabIdOf(ref)
  const mark = path === undefined ? null : { path, asked: (asked += 1) }
  const view = tab ?? (path === undefined ? null : 'yaml')
  useStage.setState(({ tabs }) => {
    const open = tabs.find((each): each is OpenObject => each.id === id && each.kind === 'object')
    if (open) return { front: id, tabs: tabs.map((each) => (each === open ? { ...open, view: view ?? open.view, mark: mark ?? open.mark } : each)) }
    const { kind, namespace, name } = ref
    const object = findObject(snapshot, kind, namespace, name) ?? null
    return { front: id, tabs: [...tabs, { kind: 'object', id, target: { kind, namespace, name }, object, view, mark }] }
  })
  saveStage()
}

/** Shows something else than an object on the stage, or brings the page of that id to the front. */
export function openPage(page: Omit<OpenPage, 'kind'>): void {
  useStage.setState(({ tabs }) => ({ front: page.id, tabs: tabs.some(({ id }) => id === page.id) ? tabs : [...tabs, { kind: 'page', ...page }] }))
}

/** Turns an open object's page to one of its tabs. */
export function turnTo(id: string, view: string): void {
  useStage.setState(({ tabs }) => ({ tabs: tabs.map((tab) => (tab.id === id && tab.kind === 'object' ? { ...tab, view } : tab)) }))
  saveStage()
}

export function titleOf(tab: StageTab): string {
  return tab.kind === 'object' ? tab.target.name : tab.title
}

export function bringToFront(id: string): void {
  useStage.setState({ front: id })
  saveStage()
}

export function closeTab(id: string): void {
  useStage.setState((stage) => {
    const place = stage.tabs.findIndex((tab) => tab.id === id)
    const tabs = stage.tabs.filter((tab) => tab.id !== id)
    const next = tabs[Math.min(Math.max(place, 0), tabs.length - 1)]
    const front = tabInFront(stage)?.id === id ? (next?.id ?? null) : stage.front
    return { tabs, front, kept: stage.kept.filter((ref) => tabIdOf(ref) !== id) }
  })
  saveStage()
}

/** Remembers which objects are open and at which tab, and which have not come back yet, beyond the end of the program. */
function saveStage(): void {
  const stage = useStage.getState()
  if (stage.classroom === null) return
  const open = new Set(stage.tabs.map(({ id }) => id))
  const shown = stage.tabs.flatMap((tab) => (tab.kind === 'object' ? [{ ...tab.target, view: tab.view }] : []))
  const objects = [...shown, ...stage.kept.filter((ref) => !open.has(tabIdOf(ref)))].slice(-MAX_OPEN_OBJECTS)
  const front = tabInFront(stage)
  const remembered = { objects, front: front?.kind === 'object' ? front.target : null }
  changeLayout({ stage: { ...useLayout.getState().stage, [stage.classroom]: remembered } })
  // Without the pause that dragging needs: whoever opens something and quits finds it again.
  saveLayoutNow()
}

/** Takes over what the last run had open in this classroom; called when either the classroom or the layout has become known. */
function recallStage(layout: Layout): void {
  const { classroom, tabs, kept } = useStage.getState()
  const last = classroom === null ? undefined : layout.stage[classroom]
  if (!last || tabs.length > 0 || kept.length > 0) return
  useStage.setState({ kept: last.objects, front: last.front && tabIdOf(last.front) })
  useStage.setState(broughtBack)
}

/** Opens what has come back, in the old order and before anything opened since; forgets what was deleted meanwhile. */
function broughtBack({ tabs, kept }: Stage): Pick<Stage, 'tabs' | 'kept'> {
  if (kept.length === 0) return { tabs, kept }
  const open = new Set(tabs.map(({ id }) => id))
  const came = kept.filter((ref) => !open.has(tabIdOf(ref)) && canComeBack(ref))
  const left = kept.filter((ref) => open.has(tabIdOf(ref)) || !isKnownGone(ref))
  if (came.length === 0) return left.length === kept.length ? { tabs, kept } : { tabs, kept: left }
  const order = new Map(kept.map((ref, place) => [tabIdOf(ref), place]))
  const back = came.map(({ view, ...target }): OpenObject => ({ kind: 'object', id: tabIdOf(target), target, object: inTree(target), view, mark: null }))
  const all = [...tabs, ...back]
  return { tabs: all.sort((a, b) => (order.get(a.id) ?? kept.length) - (order.get(b.id) ?? kept.length)), kept: left }
}

function inTree({ kind, namespace, name }: ObjectRef): ClusterObject | null {
  return findObject(snapshot, kind, namespace, name) ?? null
}

/** What the tree holds, and, while the cluster is live, kinds that the tree holds only now and then: their pages ask for them. */
function canComeBack(ref: ObjectRef): boolean {
  return inTree(ref) !== null || (useCluster.getState().status?.liveness.state === 'live' && kindNamed(ref.kind)?.always !== true)
}

function isKnownGone(ref: ObjectRef): boolean {
  return accessTo(snapshot, ref.kind)?.state === 'live' && inTree(ref) === null
}

/** A tab keeps the last that was seen of its object, so that a deleted one can still be read. */
function refreshed(tabs: readonly StageTab[]): readonly StageTab[] {
  const next = tabs.map((tab) => {
    const object = tab.kind === 'object' ? inTree(tab.target) : null
    return tab.kind === 'page' || object === null || object === tab.object ? tab : { ...tab, object }
  })
  return next.every((tab, place) => tab === tabs[place]) ? tabs : next
}

/** Another classroom has other objects, even under the same names. */
function enter(classroom: string): void {
  if (classroom === useStage.getState().classroom) return
  useStage.setState({ classroom, tabs: [], front: null, kept: [] })
  recallStage(useLayout.getState())
}

/** Follows what the tree knows. Called once, beside followCluster. */
export function startStage(): void {
  useLayout.subscribe(recallStage)
  const follow = (): void => {
    const stage = useStage.getState()
    const { tabs, kept } = broughtBack(stage)
    const next = refreshed(tabs)
    if (next !== stage.tabs || kept !== stage.kept) useStage.setState({ tabs: next, kept })
  }
  useVersions.subscribe(follow)
  useCluster.subscribe(({ classroom }) => {
    if (classroom !== null) enter(classroom)
    follow()
  })
}
