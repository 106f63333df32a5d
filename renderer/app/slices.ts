import { lazy } from 'react'
import type * as Cluster from '../cluster'

/**
 * The heavy slices, fetched when the workspace first shows them: the first page must not wait for a terminal emulator. The cluster starts to
 * follow main when its code arrives.
 */
let cluster: Promise<typeof Cluster> | undefined

function loadCluster(): Promise<typeof Cluster> {
  cluster ??= import('../cluster').then((slice) => {
    slice.startCluster()
    return slice
  })
  return cluster
}

export const ClusterTree = lazy(async () => ({ default: (await loadCluster()).ClusterTree }))
export const ClusterStatusCells = lazy(async () => ({ default: (await loadCluster()).ClusterStatusCells }))
export const StageTabs = lazy(async () => ({ default: (await loadCluster()).StageTabs }))
export const TerminalPanel = lazy(async () => ({ default: (await import('../terminal')).TerminalPanel }))

/** Fetches their code without showing them. */
export function fetchSlices(): void {
  void loadCluster()
  void import('../terminal')
}
