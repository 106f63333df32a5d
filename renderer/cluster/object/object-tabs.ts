import { type ComponentType, useMemo } from 'react'
import { create } from 'zustand'
import type { ClusterObject } from '../../../core/cluster'
import type { ObjectRef } from '../../../core/contract'
import type { FieldMark } from '../stage'

export interface ObjectTabProps {
  target: ObjectRef
  /** As the tree last knew it; null for what the tree does not hold. */
  object: ClusterObject | null
  /** The field that was pointed at, where one was. */
  mark: FieldMark | null
}

/** One tab of an object's page. A heavy `Component` is a `lazy` one: the page shows it under a Suspense. */
export interface ObjectTab {
  id: string
  title: string
  /** Tabs stand in this order: Overview 0, YAML 10, Events 20, Logs 30, Console 40, Anatomy 50. */
  order: number
  applies(ref: ObjectRef): boolean
  Component: ComponentType<ObjectTabProps>
}

const useRegistry = create<{ tabs: readonly ObjectTab[] }>(() => ({ tabs: [] }))

/** Adds a tab to the pages of the objects it applies to, also to those that are open. Returns the way to take it back. */
export function provideObjectTab(tab: ObjectTab): () => void {
  useRegistry.setState(({ tabs }) => ({ tabs: [...tabs, tab].sort((a, b) => a.order - b.order) }))
  return () => useRegistry.setState(({ tabs }) => ({ tabs: tabs.filter((each) => each !== tab) }))
}

export function useObjectTabs(target: ObjectRef): readonly ObjectTab[] {
  const tabs = useRegistry((registry) => registry.tabs)
  return useMemo(() => tabs.filter((tab) => tab.applies(target)), [tabs, target])
}
