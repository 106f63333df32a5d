import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { act } from '@testing-library/react'
import { vi } from 'vitest'
import type { ClusterChange, ClusterStatus } from '../../../core/cluster'
import { createFakeMain, type FakeMain } from '../../fakes/window-app'
import { until } from '../../unit/until'

const liveStatus: ClusterStatus = {
  liveness: { state: 'live' },
  user: 'admin',
  openshiftVersion: '4.19.6',
  kubernetesVersion: 'v1.32.6',
  nodesReady: 4,
  nodesTotal: 5,
  rememberedFrom: null,
}

type ClusterViews = Awaited<ReturnType<typeof loadViews>>

export interface ClusterWindow {
  main: FakeMain
  /** What main would send over the watch; resolves when it is on the page. */
  send(changes: ClusterChange[]): Promise<void>
  status(status: Partial<ClusterStatus>): void
  /** Main's end of a stream that was opened, by its name in the contract. */
  answerStream(name: string): Promise<MessagePort>
  views: ClusterViews
}

// jsdom lays nothing out: the size of the tree's window is what tells the virtualiser how many rows to draw.
const HEIGHT = 480

// Long for a busy machine, too.
const ON_THE_PAGE_MS = 5_000

/** The cluster slice with a store of its own, following a double of main over a real port; `again` as after a reload of the page. */
export async function openClusterWindow({ again = false } = {}): Promise<ClusterWindow> {
  if (!again) sessionStorage.clear()
  vi.resetModules()
  vi.stubGlobal('ResizeObserver', class { observe() {} unobserve() {} disconnect() {} }) // prettier-ignore
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(HEIGHT)
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(264)
  Element.prototype.scrollTo = function scrollTo(this: Element, options?: ScrollToOptions | number) {
    this.scrollTop = typeof options === 'object' ? (options.top ?? 0) : 0
    this.dispatchEvent(new Event('scroll'))
  }

  Element.prototype.scrollIntoView = () => {}

  const main = createFakeMain({ cluster: { status: () => liveStatus, retry: () => {}, look: () => {}, otherKinds: () => [] } })
  vi.stubGlobal('app', main.api)
  const views = await loadViews()
  const store = await import('../../../renderer/cluster/store')
  views.startCluster()
  const port = await handOverPort()
  let sent = 0
  return {
    main,
    views,
    async send(changes) {
      sent += changes.length
      await act(async () => {
        port.postMessage({ d: changes, n: changes.length })
        await vi.waitFor(
          () => {
            const { version, membership } = views.useVersions.getState()
            if (version < sent) throw new Error('not folded yet')
            // Where a layout was dear, as on a busy machine, the next one rests first.
            const laidOut = store.useLayoutVersion.getState().version
            if (laidOut < (store.useCluster.getState().filter === '' ? membership : version)) throw new Error('not laid out yet')
          },
          { timeout: ON_THE_PAGE_MS },
        )
      })
    },
    answerStream: handOverPort,
    status: (status) => act(() => main.announce('cluster', 'statusChanged', { ...liveStatus, ...status })),
  }
}

const loadViews = () => import('../../../renderer/cluster')

async function handOverPort(stream = 'cluster.watch'): Promise<MessagePort> {
  const { port1, port2 } = new MessageChannel()
  // Preload's message, as main/border sends it.
  window.dispatchEvent(Object.assign(new Event('message'), { data: { stream }, ports: [port2], source: window }))
  await until(() => {
    if (port2.listenerCount('message') === 0 && !(port2 as unknown as { onmessage: unknown }).onmessage) throw new Error('nobody listens yet')
  })
  return port1
}
