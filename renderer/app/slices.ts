import { lazy } from 'react'

/**
 * The heavy slices, fetched when the workspace first shows them: the first page must not wait for a terminal emulator. The cluster starts to
 * follow main when its code arrives.
 */
let cluster: Promise<typeof import('../cluster')> | undefined

function loadCluster(): Promise<typeof import('../cluster')> {
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
export const Workspace = lazy(async () => ({ default: (await import('./workspace')).Workspace }))

/** Fetches the workspace while the student still reads the first page. */
export function fetchWorkspaceEarly(): void {
  requestIdleCallback(() => {
    void import('./workspace')
    void import('../terminal')
    void loadCluster()
  })
}
