import { lazy } from 'react'
import type * as Cluster from '../cluster'
import { provideCommands, provideSearch } from '../commands'
import { provideCaptureSink } from '../capture'
import type * as Guide from '../guide'
import type * as Notes from '../notes'
import type * as Terminal from '../terminal'

/**
 * The heavy slices, fetched when the workspace first shows them: the first page must not wait for a terminal emulator. The cluster starts to
 * follow main when its code arrives.
 */
let cluster: Promise<typeof Cluster> | undefined
let terminal: Promise<typeof Terminal> | undefined
let guide: Promise<typeof Guide> | undefined
let notes: Promise<typeof Notes> | undefined

const MACHINES = 'virtualmachines.kubevirt.io'
const INSTANCES = 'virtualmachineinstances.kubevirt.io'
const ConsoleTab = lazy(async () => ({ default: (await import('../console')).ConsoleTab }))
const AnatomyTab = lazy(async () => ({ default: (await import('../anatomy')).AnatomyTab }))

function loadCluster(): Promise<typeof Cluster> {
  cluster ??= import('../cluster').then((slice) => {
    slice.startCluster()
    slice.provideObjectTab({ id: 'console', title: 'Console', order: 40, applies: ({ kind }) => kind === MACHINES || kind === INSTANCES, Component: ConsoleTab })
    slice.provideObjectTab({ id: 'anatomy', title: 'Anatomy', order: 50, applies: ({ kind }) => kind === MACHINES, Component: AnatomyTab })
    provideCommands(slice.clusterCommands)
    return slice
  })
  return cluster
}

function loadTerminal(): Promise<typeof Terminal> {
  terminal ??= import('../terminal').then((slice) => {
    provideCommands(slice.terminalCommands)
    return slice
  })
  return terminal
}

function loadGuide(): Promise<typeof Guide> {
  guide ??= import('../guide').then((slice) => {
    slice.startGuide()
    provideCommands(slice.guideCommands)
    provideSearch(slice.stepSearch)
    return slice
  })
  return guide
}

function loadNotes(): Promise<typeof Notes> {
  notes ??= import('../notes').then((slice) => {
    provideCommands(slice.notesCommands)
    return slice
  })
  return notes
}

// Notes need not have been shown to be found.
provideSearch({ find: async (query) => (await loadNotes()).findNotes(query) })

// Whoever captures something need not wait until notes have been shown.
provideCaptureSink(async (captured) => (await loadNotes()).capture(captured))

export const ClusterTree = lazy(async () => ({ default: (await loadCluster()).ClusterTree }))
export const ClusterStatusCells = lazy(async () => ({ default: (await loadCluster()).ClusterStatusCells }))
export const StageTabs = lazy(async () => ({ default: (await loadCluster()).StageTabs }))
export const TerminalPanel = lazy(async () => ({ default: (await loadTerminal()).TerminalPanel }))
export const GuidePanel = lazy(async () => ({ default: (await loadGuide()).GuidePanel }))
export const NotesPanel = lazy(async () => ({ default: (await loadNotes()).NotesPanel }))
export const QuickNote = lazy(async () => ({ default: (await loadNotes()).QuickNote }))
export const ProgressRing = lazy(async () => ({ default: (await loadGuide()).ProgressRing }))
export const GuideMenu = lazy(async () => ({ default: (await loadGuide()).GuideMenu }))

/** Fetches their code without showing them. */
export function fetchSlices(): void {
  void loadCluster()
  void loadTerminal()
  void loadGuide()
  void loadNotes()
}
