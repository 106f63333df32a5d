import { act, cleanup, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import axe from 'axe-core'
import { useState } from 'react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ClusterChange, ClusterObject } from '../../../core/cluster'
import type { TreeArrangement } from '../../../core/contract'
import { course, practice } from '../../fakes/window-app'
import { objectOf } from '../../unit/core/cluster/objects'
import { type ClusterWindow, openClusterWindow } from './cluster-window'

const VMS = 'virtualmachines.kubevirt.io'
const PROJECTS = 'projects.project.openshift.io'
const put = (kind: string, name: string, more: Partial<ClusterObject> = {}): ClusterChange => ({ type: 'put', object: objectOf(kind, name, more) })
const live = (kind: string): ClusterChange => ({ type: 'access', kind, scope: '', access: { state: 'live' } })
const off = (kind: string): ClusterChange => ({ type: 'access', kind, scope: '', access: { state: 'off' } })

let cluster: ClusterWindow
let arranged: TreeArrangement

function Tree() {
  const [arrangement, setArrangement] = useState<TreeArrangement>({ flipped: [], selected: null, favourites: [], hideEmpty: false, hideSystem: false })
  arranged = arrangement
  return (
    <>
      <cluster.views.ClusterTree arrangement={arrangement} onArrange={(change) => setArrangement((before) => ({ ...before, ...change }))} />
      <cluster.views.StageTabs />
    </>
  )
}

const row = (name: string): HTMLElement => screen.getByRole('treeitem', { name })
const names = (): (string | null)[] => screen.getAllByRole('treeitem').map((item) => item.getAttribute('data-name'))
const focused = (): string | null | undefined => document.activeElement?.getAttribute('data-name')

beforeEach(async () => {
  cluster = await openClusterWindow()
  render(<Tree />)
  await cluster.send([
    live('nodes'),
    put('nodes', 'master01', { fact: 'control plane' }),
    put('nodes', 'worker01', { fact: 'worker', facts: { kernel: '5.14.0', ready: true }, labels: { zone: 'a' } }),
    put('nodes', 'worker02', { fact: 'worker', status: 'NotReady', tone: 'danger' }),
    live(PROJECTS),
    put(PROJECTS, 'unit1-lab', { status: 'Active' }),
    live(VMS),
    put(VMS, 'rhel9-test', { namespace: 'unit1-lab', status: 'Running', tone: 'running' }),
  ])
})

afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

describe('the tree', () => {
  it('has the six sections at its first level, and names rows by their objects', () => {
    const tree = screen.getByRole('tree', { name: 'Cluster' })
    const first = within(tree).getAllByRole('treeitem').filter((item) => item.getAttribute('aria-level') === '1') // prettier-ignore
    expect(first.map((item) => item.getAttribute('aria-label'))).toEqual(['Nodes', 'Projects', 'Virtual machines', 'Operators', 'Storage', 'Network'])
    expect(row('Nodes')).toHaveProperty('dataset.kind', 'Section')
    const machine = row('rhel9-test')
    expect({ ...machine.dataset }).toMatchObject({ kind: 'VirtualMachine', name: 'rhel9-test', namespace: 'unit1-lab', status: 'Running' })
    expect(machine.getAttribute('aria-description')).toBe('Running, project unit1-lab')
    expect(row('worker01').getAttribute('aria-description')).toBe('Ready, worker')
    expect(row('worker02').querySelector('[data-beside]')?.getAttribute('data-beside')).toBe('NotReady')
  })

  it('changes a row when the cluster does, without a click', async () => {
    await cluster.send([put(VMS, 'rhel9-test', { namespace: 'unit1-lab', status: 'Stopped', tone: 'idle' })])
    expect(row('rhel9-test').dataset['status']).toBe('Stopped')
    await cluster.send([{ type: 'gone', kind: VMS, namespace: 'unit1-lab', name: 'rhel9-test' }])
    expect(screen.queryByRole('treeitem', { name: 'rhel9-test' })).toBeNull()
  })

  it('is walked with the keys of the ARIA pattern', async () => {
    const user = userEvent.setup()
    await user.click(row('worker01'))
    expect(focused()).toBe('worker01')
    await user.keyboard('{ArrowDown}')
    expect(focused()).toBe('worker02')
    await user.keyboard('{ArrowLeft}')
    expect(focused()).toBe('Nodes')
    await user.keyboard('{ArrowLeft}')
    expect(row('Nodes').getAttribute('aria-expanded')).toBe('false')
    expect(names()).not.toContain('worker01')
    await user.keyboard('{ArrowRight}')
    expect(row('Nodes').getAttribute('aria-expanded')).toBe('true')
    await user.keyboard('{ArrowRight}')
    expect(focused()).toBe('master01')
    await user.keyboard('{End}')
    expect(focused()).toBe(names().at(-1))
    await user.keyboard('{Home}')
    expect(focused()).toBe('Nodes')
    await user.keyboard('wo')
    expect(focused()).toBe('worker01')
  })

  it('goes on to the next row with the same first letter', async () => {
    const user = userEvent.setup()
    await user.click(row('Nodes'))
    await user.keyboard('n')
    expect(focused()).toBe('Network')
    await user.keyboard('{Home}{ArrowUp}')
    expect(focused()).toBe('Nodes')
  })

  it('opens all siblings with *, and has one row in the order of Tab', async () => {
    const user = userEvent.setup()
    for (const section of ['Network', 'Storage', 'Virtual machines', 'Projects', 'Nodes']) await user.click(row(section))
    await user.keyboard('{End}')
    await user.click(row('Operators'))
    expect(names()).toEqual(['Nodes', 'Projects', 'Virtual machines', 'Operators', 'Storage', 'Network'])
    expect(arranged.flipped).toHaveLength(6)
    await user.keyboard('*')
    expect(arranged.flipped).toEqual([])
    expect(names()).toContain('worker01')
    expect(screen.getAllByRole('treeitem').filter(({ tabIndex }) => tabIndex === 0)).toHaveLength(1)
  })

  it('opens a project on its chevron and shows what is inside', async () => {
    const user = userEvent.setup()
    await user.click(row('unit1-lab'))
    await user.keyboard('{ArrowRight}{ArrowRight}{ArrowRight}')
    expect(focused()).toBe('rhel9-test')
    expect(document.activeElement?.getAttribute('aria-level')).toBe('4')
  })

  it('draws only what can be seen of a large cluster, and reaches its end', async () => {
    const user = userEvent.setup()
    await cluster.send(Array.from({ length: 3_000 }, (_, place) => put(VMS, `vm-${String(place).padStart(4, '0')}`, { namespace: 'many' })))
    expect(screen.getAllByRole('treeitem').length).toBeLessThan(80)
    await user.click(row('master01'))
    await user.keyboard('{End}')
    expect(focused()).toBe('Loading…')
    await user.keyboard('{ArrowLeft}')
    expect(focused()).toBe('Network')
    expect(row('Network').getAttribute('aria-setsize')).toBe('6')
  })

  it('selects several as lists of files do, and copies their names', async () => {
    const user = userEvent.setup()
    const selected = () => screen.getAllByRole('treeitem', { selected: true }).map((item) => item.getAttribute('data-name'))
    expect(screen.getByRole('tree').getAttribute('aria-multiselectable')).toBe('true')
    await user.click(row('master01'))
    await user.keyboard('{Shift>}{ArrowDown}{ArrowDown}{/Shift}')
    expect(selected()).toEqual(['master01', 'worker01', 'worker02'])
    await user.keyboard('{Control>}{ArrowUp} {/Control}')
    expect(selected()).toEqual(['master01', 'worker02'])
    await user.keyboard('{Control>}{ArrowUp}c{/Control}')
    const copied = cluster.main.calls.filter(({ name }) => name === 'app.copyText').map(({ input }) => input)
    expect(copied).toEqual([{ text: 'master01\nworker02' }])
    await user.keyboard('{ArrowDown}')
    expect(selected()).toEqual(['worker01'])
    await user.keyboard('{Control>}a{/Control}')
    expect(selected()).toContain('rhel9-test')
    expect(selected()).not.toContain('Nodes')
  })

  it('keeps favourites, from a menu that the keyboard opens and closes', async () => {
    const user = userEvent.setup()
    await user.click(row('rhel9-test'))
    await user.keyboard('{Shift>}{F10}{/Shift}')
    const menu = await screen.findByRole('menu', { name: 'Actions for rhel9-test' })
    await user.keyboard('{End}')
    expect(document.activeElement).toBe(within(menu).getByRole('menuitem', { name: 'Add to favourites' }))
    await user.keyboard('{Enter}')
    expect(focused()).toBe('rhel9-test')
    expect(names().slice(0, 2)).toEqual(['Favourites', 'rhel9-test'])
    await user.pointer({ keys: '[MouseRight]', target: row('worker01') })
    await user.click(await screen.findByRole('menuitem', { name: /Copy as oc command/ }))
    expect(cluster.main.calls.filter(({ name }) => name === 'app.copyText').at(-1)?.input).toEqual({ text: 'oc get node worker01' })
    await user.keyboard('{Shift>}{ArrowDown}{F10}{/Shift}')
    expect(screen.getByRole('menu', { name: 'Actions for 2 rows' })).toBeTruthy()
    await user.keyboard('{Escape}')
    expect(screen.queryByRole('menu')).toBeNull()
    expect(focused()).toBe('worker02')
  })

  it('hides on demand what is empty and what is the platform’s own', async () => {
    const user = userEvent.setup()
    await cluster.send([put(PROJECTS, 'openshift-dns', { status: 'Active' })])
    expect(names()).toContain('Platform')
    await user.click(screen.getByRole('button', { name: 'What the tree shows' }))
    await user.click(screen.getByRole('menuitemcheckbox', { name: 'Hide the platform’s own' }))
    expect(names()).not.toContain('Platform')
    expect(arranged.hideSystem).toBe(true)
  })

  it('tells main what is on the screen, and nothing more once it is closed', async () => {
    const user = userEvent.setup()
    const last = () => (cluster.main.calls.filter(({ name }) => name === 'cluster.look').at(-1)?.input ?? []) as { kind: string; namespace: string }[]
    expect(last()).toContainEqual({ kind: 'services', namespace: '' })
    await user.click(row('unit1-lab'))
    await user.keyboard('{ArrowRight}')
    expect(last()).toContainEqual({ kind: 'pods', namespace: 'unit1-lab' })
    await user.keyboard('{ArrowLeft}')
    expect(last()).not.toContainEqual({ kind: 'pods', namespace: 'unit1-lab' })
    cleanup()
    expect(last()).toEqual([])
  })

  it('leads to the kinds that it has no rows for, by the server’s own columns', async () => {
    const user = userEvent.setup()
    cluster.main.answer({ cluster: { otherKinds: () => [{ group: 'coordination.k8s.io', version: 'v1', kind: 'Lease', plural: 'leases', namespaced: true }] } })
    act(() => cluster.main.announce('cluster', 'kindsChanged', undefined))
    await user.click(await screen.findByRole('treeitem', { name: 'More' }))
    await user.dblClick(row('Lease'))
    const port = await cluster.answerStream('cluster.table')
    const columns = [{ name: 'Name', wide: false }, { name: 'Holder', wide: false }] // prettier-ignore
    const rows = [{ name: 'master', namespace: 'kube-system', cells: ['master', '<b>master01</b>'] }]
    port.postMessage({ d: { state: 'live', message: null, columns, rows, more: 0 }, n: 2 })
    const page = screen.getByRole('tabpanel', { name: 'Lease' })
    expect(page.textContent).toContain('coordination.k8s.io › v1')
    expect(await within(page).findByRole('columnheader', { name: 'Holder' })).toBeTruthy()
    expect(within(page).getByRole('cell', { name: '<b>master01</b>' })).toBeTruthy()
    await user.click(within(page).getByRole('button', { name: 'master' }))
    expect(screen.getByRole('tab', { name: 'master' })).toBeTruthy()
    port.close()
  })

  it('shows hostile names as text', async () => {
    await cluster.send([put('nodes', '<img src=x onerror=alert(1)>')])
    expect(row('<img src=x onerror=alert(1)>').querySelector('img')).toBeNull()
  })

  it('has nothing that axe finds', async () => {
    // Colours are not computed without a layout; the end-to-end tests look at them.
    const { violations } = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false }, region: { enabled: false } } })
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 200))])).toEqual([])
  })
})

describe('the filter', () => {
  it('is reached with /, keeps the path to each hit, and leads into the tree', async () => {
    const user = userEvent.setup()
    await user.click(row('worker01'))
    await user.keyboard('/')
    expect(document.activeElement).toBe(screen.getByRole('searchbox', { name: 'Filter cluster' }))
    await user.keyboard('rhel9')
    expect(names()).toEqual(['Projects', 'unit1-lab', 'Virtual machines', 'rhel9-test', 'Virtual machines', 'rhel9-test'])
    await user.keyboard('{ArrowDown}')
    expect(document.activeElement?.getAttribute('role')).toBe('treeitem')
  })

  it('says when nothing is found, and Escape brings everything back', async () => {
    const user = userEvent.setup()
    await user.type(screen.getByRole('searchbox'), 'nowhere')
    expect(names()).toEqual(['Nothing here matches “nowhere”'])
    expect(screen.getByRole('treeitem').getAttribute('aria-selected')).toBe('false')
    await user.keyboard('{Escape}')
    expect(names()).toContain('worker01')
  })

  it('is cleared with a button, too', async () => {
    const user = userEvent.setup()
    expect(screen.queryByRole('button', { name: 'Clear filter' })).toBeNull()
    await user.type(screen.getByRole('searchbox'), 'nowhere')
    await user.click(screen.getByRole('button', { name: 'Clear filter' }))
    expect(names()).toContain('worker01')
    expect(document.activeElement).toBe(screen.getByRole('searchbox'))
  })
})

describe('when the tree is not live', () => {
  it('says since when and why, and offers to try again', async () => {
    const user = userEvent.setup()
    const since = new Date()
    since.setHours(10, 38, 12)
    cluster.status({ liveness: { state: 'stale', since: since.toISOString(), reason: 'the connection broke' } })
    const alert = screen.getByRole('alert')
    expect(alert.textContent).toContain('Not live since 10:38:12')
    expect(alert.textContent).toContain('The connection broke')
    await user.click(within(alert).getByRole('button', { name: 'Retry' }))
    expect(cluster.main.calls.map(({ name }) => name)).toContain('cluster.retry')
    cluster.status({})
    expect(screen.queryByRole('alert')).toBeNull()
  })

  it('says on an open object, too, since when it is not', async () => {
    const user = userEvent.setup()
    await user.dblClick(row('worker01'))
    const page = screen.getByRole('tabpanel', { name: 'worker01' })
    expect(page.textContent).not.toContain('ot live')
    const since = new Date()
    since.setHours(10, 38, 12)
    cluster.status({ liveness: { state: 'stale', since: since.toISOString(), reason: 'the connection broke' } })
    expect(page.textContent).toContain('Not live since 10:38:12')
    cluster.status({ liveness: { state: 'off' }, user: null, rememberedFrom: since.toISOString() })
    expect(page.textContent).toContain('As of 10:38, not live')
  })

  it('asks to log in, and says of when an old tree is', () => {
    cluster.status({ liveness: { state: 'off' }, user: null })
    expect(screen.getByText('Log in to see what runs here.')).toBeTruthy()
    const then = new Date()
    then.setHours(10, 12, 0)
    cluster.status({ liveness: { state: 'connecting' }, rememberedFrom: then.toISOString() })
    expect(screen.getByText(/As of 10:12, not live/)).toBeTruthy()
  })

  it('says quietly what may not be listed', async () => {
    cluster.status({ user: 'developer' })
    await cluster.send([
      { type: 'reset', kind: 'nodes', scope: '', objects: [] },
      { type: 'access', kind: 'nodes', scope: '', access: { state: 'forbidden', message: 'no' } },
    ])
    expect(row('developer may not list nodes')).toBeTruthy()
  })
})

describe('the stage', () => {
  it('says what to do while nothing is open', () => {
    expect(screen.getByRole('heading', { name: 'Pick something in the tree' })).toBeTruthy()
    cluster.status({ liveness: { state: 'off' }, user: null })
    expect(screen.getByRole('heading', { name: 'Log in to see this cluster' })).toBeTruthy()
  })

  it('opens an object with Enter or a double click, one tab each, and closes it again', async () => {
    const user = userEvent.setup()
    await user.click(row('worker01'))
    await user.keyboard('{Enter}')
    const page = screen.getByRole('tabpanel', { name: 'worker01' })
    expect(within(page).getByRole('heading', { level: 1, name: 'worker01' })).toBeTruthy()
    expect(within(page).getByRole('tab', { name: 'Overview' }).getAttribute('aria-selected')).toBe('true')
    expect(within(page).getByRole('tabpanel', { name: 'Overview' }).textContent).toContain('5.14.0')
    await user.dblClick(row('rhel9-test'))
    await user.dblClick(row('worker01'))
    const list = screen.getByRole('tablist', { name: 'Open objects' })
    expect(within(list).getAllByRole('tab').map(({ textContent }) => textContent)).toEqual(['worker01', 'rhel9-test']) // prettier-ignore
    within(list).getByRole('tab', { name: 'worker01' }).focus()
    await user.keyboard('{Delete}')
    expect(screen.getByRole('tabpanel', { name: 'rhel9-test' })).toBeTruthy()
  })

  it('brings back what the last run had open, in its order, as soon as the cluster shows it', async () => {
    const { restoreLayout, useLayout } = await import('../../../renderer/layout')
    const late = { kind: 'storageclasses.storage.k8s.io', namespace: '', name: 'late', view: null }
    const front = { kind: 'nodes', namespace: '', name: 'worker02' }
    const shown = { ...front, view: 'events' }
    act(() => {
      cluster.main.announce('classroom', 'changed', { kind: 'open', classroom: practice })
      restoreLayout({ ...useLayout.getState(), stage: { practice: { objects: [late, { kind: 'nodes', namespace: '', name: 'deleted', view: null }, shown], front } } })
    })
    const openTabs = () => within(screen.getByRole('tablist', { name: 'Open objects' })).getAllByRole('tab').map(({ textContent }) => textContent) // prettier-ignore
    expect(openTabs()).toEqual(['worker02'])
    await cluster.send([put(late.kind, 'late')])
    expect(openTabs()).toEqual(['late', 'worker02'])
    const page = screen.getByRole('tabpanel', { name: 'worker02' })
    const selected = () => within(page).getByRole('tab', { selected: true }).textContent // prettier-ignore
    expect(selected()).toBe('Events')

    const user = userEvent.setup()
    await user.click(within(page).getByRole('tab', { name: 'YAML' }))
    await user.dblClick(row('worker01'))
    expect(useLayout.getState().stage['practice']).toEqual({
      objects: [late, { ...front, view: 'yaml' }, { kind: 'nodes', namespace: '', name: 'worker01', view: null }],
      front: { kind: 'nodes', namespace: '', name: 'worker01' },
    })
    act(() => cluster.main.announce('classroom', 'changed', { kind: 'open', classroom: course }))
    expect(screen.queryByRole('tablist', { name: 'Open objects' })).toBeNull()
  })

  it('follows its object, and keeps the last of a deleted one', async () => {
    const user = userEvent.setup()
    await user.dblClick(row('rhel9-test'))
    await cluster.send([put(VMS, 'rhel9-test', { namespace: 'unit1-lab', status: 'Paused', tone: 'paused' })])
    const page = screen.getByRole('tabpanel', { name: 'rhel9-test' })
    expect(page.textContent).toContain('Paused')
    await cluster.send([{ type: 'gone', kind: VMS, namespace: 'unit1-lab', name: 'rhel9-test' }])
    expect(page.textContent).toContain('Deleted')
    expect(within(page).getByRole('heading', { level: 1, name: 'rhel9-test' })).toBeTruthy()
  })

  it('does not call deleted what somebody else may not see', async () => {
    const user = userEvent.setup()
    await user.dblClick(row('worker01'))
    cluster.status({ user: 'developer' })
    await cluster.send([
      { type: 'reset', kind: 'nodes', scope: '', objects: [] },
      { type: 'access', kind: 'nodes', scope: '', access: { state: 'forbidden', message: 'no' } },
    ])
    expect(screen.getByRole('tabpanel', { name: 'worker01' }).textContent).toContain('developer may not see it')
  })

  it('does not call deleted what nobody is there to see, nor a branch empty', async () => {
    const user = userEvent.setup()
    await user.dblClick(row('worker01'))
    cluster.status({ liveness: { state: 'off' }, user: null })
    await cluster.send([off('nodes'), off(PROJECTS), off(VMS), ...['nodes', PROJECTS, VMS].map((kind): ClusterChange => ({ type: 'reset', kind, scope: '', objects: [] }))])
    const page = screen.getByRole('tabpanel', { name: 'worker01' })
    expect(page.textContent).toContain('Not known now')
    expect(page.textContent).not.toContain('Deleted')
    expect(screen.getAllByRole('treeitem').map(({ textContent }) => textContent)).toEqual(['Nodes', 'Projects', 'Virtual machines', 'Operators', 'Storage', 'Network'])
  })

  it('has nothing that axe finds', async () => {
    const user = userEvent.setup()
    await user.dblClick(row('worker01'))
    const { violations } = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false }, region: { enabled: false } } })
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 200))])).toEqual([])
  })
})

describe('the status bar', () => {
  it('shows life, nodes and versions', () => {
    const { container } = render(<cluster.views.ClusterStatusCells />)
    expect([...container.children].map(({ textContent }) => textContent)).toEqual(['Live', '4 of 5 nodes Ready', 'OpenShift 4.19.6', 'Kubernetes v1.32.6'])
  })
})
