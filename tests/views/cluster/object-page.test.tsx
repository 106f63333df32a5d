import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { act, cleanup, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import axe from 'axe-core'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { CreateOutcome, WriteOutcome } from '../../../core/contract'
import { refuse } from '../../fakes/window-app'
import { objectOf } from '../../unit/core/cluster/objects'
import '../window'
import { type ClusterWindow, openClusterWindow } from './cluster-window'
import { until } from '../../unit/until'

const VMS = 'virtualmachines.kubevirt.io'
const target = { kind: VMS, namespace: 'unit1-lab', name: 'rhel9-test' }
const yaml = 'apiVersion: kubevirt.io/v1\nkind: VirtualMachine\nmetadata:\n  name: rhel9-test\n  resourceVersion: "7"\nspec:\n  runStrategy: Always\n'

let cluster: ClusterWindow

const machine = (status: string) => objectOf(VMS, 'rhel9-test', { namespace: 'unit1-lab', status, tone: 'running', facts: { runStrategy: 'Always' } })
const calls = (name: string): unknown[] => cluster.main.calls.filter((call) => call.name === name).map(({ input }) => input)

/** Main's end of a stream that the page has opened. */
async function handOver(stream: string): Promise<MessagePort> {
  const { port1, port2 } = new MessageChannel()
  window.dispatchEvent(Object.assign(new Event('message'), { data: { stream }, ports: [port2], source: window }))
  await until(() => {
    if (port2.listenerCount('message') === 0 && !(port2 as unknown as { onmessage: unknown }).onmessage) throw new Error('nobody listens yet')
  })
  return port1
}

async function send(port: MessagePort, ...items: unknown[]): Promise<void> {
  await act(async () => {
    for (const d of items) port.postMessage({ d, n: 1 })
    await new Promise((resolve) => setImmediate(resolve))
  })
}

async function findings(element: Element): Promise<string[]> {
  // Colours need a real rendering; CodeMirror's scroller is reached through its text.
  const { violations } = await axe.run(element, { rules: { 'color-contrast': { enabled: false }, region: { enabled: false }, 'scrollable-region-focusable': { enabled: false } } })
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)
}

beforeEach(async () => {
  // CodeMirror measures its text; jsdom lays nothing out.
  Range.prototype.getClientRects = () => [] as unknown as DOMRectList
  Range.prototype.getBoundingClientRect = () => new DOMRect()
  cluster = await openClusterWindow()
  cluster.main.answer({ objects: { mayI: ({ rights }) => rights.map(() => true), readYaml: () => ({ text: yaml, resourceVersion: '7', cuts: [] }), act: () => undefined, explain: () => null } })
  render(<cluster.views.StageTabs />)
  await cluster.send([{ type: 'access', kind: VMS, scope: '', access: { state: 'live' } }, { type: 'put', object: machine('Running') }])
  act(() => cluster.views.openObject(target))
})

afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

describe('the page of a VM', () => {
  it('shows what the server says of it, the failing condition first, with links and without harm', async () => {
    const port = await handOver('objects.follow')
    const object = {
      apiVersion: 'kubevirt.io/v1', kind: 'VirtualMachine', metadata: { name: 'rhel9-test', namespace: 'unit1-lab', labels: { '<img src=x onerror=alert(1)>': '\u0007' } },
      spec: { runStrategy: 'Always', template: { spec: { volumes: [{ name: 'rootdisk', dataVolume: { name: 'rhel9-test-rootdisk' } }] } } },
      status: { conditions: [{ type: 'LiveMigratable', status: 'True' }, { type: 'Ready', status: 'False', message: 'Guest VM is not reported as running' }] },
    } // prettier-ignore
    const pod = { ref: { kind: 'pods', namespace: 'unit1-lab', name: 'virt-launcher-rhel9-test-abcde' }, kind: 'Pod', relation: 'owned', status: 'Running', tone: 'running' }
    await send(port, { type: 'object', object, cuts: [] }, { type: 'related', objects: [pod] }, { type: 'state', state: { state: 'live' } })
    expect(screen.getByText('started again whenever it stops')).toBeTruthy()
    const conditions = screen.getByRole('region', { name: 'Conditions' })
    expect(conditions.textContent).toMatch(/Not ready.*Guest VM is not reported as running.*Can be live-migrated/)
    expect(document.querySelector('img')).toBeNull()
    expect(await findings(document.body)).toEqual([])
    await userEvent.click(screen.getByRole('button', { name: pod.ref.name }))
    expect(screen.getByRole('tab', { name: pod.ref.name, selected: true })).toBeTruthy()
  })

  it('asks for an action, shows it at once, and believes the server only', async () => {
    await userEvent.click(screen.getByRole('button', { name: 'Pause' }))
    expect(calls('objects.act')).toEqual([{ target, action: 'pause' }])
    expect(screen.getByRole('status', { name: 'Status' }).textContent).toBe('Paused')
    expect(screen.getByText('virtctl pause vm rhel9-test -n unit1-lab')).toBeTruthy()
    await cluster.send([{ type: 'put', object: machine('Stopping') }])
    expect(screen.getByRole('status', { name: 'Status' }).textContent).toBe('Stopping')
  })

  it('takes it back where the server refuses, and says why', async () => {
    cluster.main.answer({ objects: { act: () => refuse({ kind: 'cluster.refused', status: 409, message: 'VMI is paused' }) } })
    await userEvent.click(screen.getByRole('button', { name: 'Pause' }))
    expect(screen.getByRole('alert').textContent).toContain('VMI is paused')
    expect(screen.getByRole('status', { name: 'Status' }).textContent).toBe('Running')
  })

  it('does nothing by a button that cannot work, but says why', async () => {
    const start = screen.getByRole('button', { name: 'Start' })
    expect(start.getAttribute('aria-description')).toBe('It is running already')
    await userEvent.click(start)
    expect(calls('objects.act')).toEqual([])
  })

  it('asks before it deletes, on the safe button', async () => {
    cluster.main.answer({ objects: { remove: () => undefined } })
    await userEvent.click(screen.getByRole('button', { name: 'More actions' }))
    await userEvent.click(screen.getByRole('menuitem', { name: /Delete/ }))
    const dialog = screen.getByRole('dialog', { name: 'Delete VirtualMachine rhel9-test?' })
    expect(within(dialog).getByRole('button', { name: 'Cancel' })).toBe(document.activeElement)
    expect(dialog.textContent).toContain('oc delete vm rhel9-test -n unit1-lab')
    expect(await findings(dialog)).toEqual([])
    expect(calls('objects.remove')).toEqual([])
    await userEvent.click(within(dialog).getByRole('button', { name: 'Delete' }))
    expect(calls('objects.remove')).toEqual([{ target }])
    await waitFor(() => expect(screen.queryByRole('tab', { name: 'rhel9-test' })).toBeNull())
  })
})

describe('its YAML', () => {
  const outcomes = (...all: WriteOutcome[]) => cluster.main.answer({ objects: { write: () => all.shift() ?? { kind: 'gone' } } })
  const edited = yaml.replace('Always', 'Halted')

  /** Opens the tab and changes the text, as typing would. */
  async function change(): Promise<void> {
    await userEvent.click(screen.getByRole('tab', { name: 'YAML' }))
    const { EditorView } = await import('@codemirror/view')
    const view = EditorView.findFromDOM(await screen.findByRole('textbox', { name: 'YAML of rhel9-test' }))
    const from = yaml.indexOf('Always')
    act(() => view?.dispatch({ changes: { from, to: from + 6, insert: 'Halted' }, userEvent: 'input.type' }))
    await userEvent.click(screen.getByRole('button', { name: 'Review changes' }))
  }

  it('is tried before it is sent, and sent when it was looked at', async () => {
    const accepted = { kind: 'accepted', text: edited, resourceVersion: '8', warnings: ['unknown field'] } satisfies WriteOutcome
    outcomes(accepted, accepted)
    await change()
    const review = await screen.findByRole('region', { name: 'Review changes' })
    expect(calls('objects.write')).toEqual([{ target, text: edited, dryRun: true }])
    expect(review.textContent).toContain('unknown field')
    expect(await findings(review)).toEqual([])
    await userEvent.click(within(review).getByRole('button', { name: 'Save' }))
    expect(await screen.findByText('Saved')).toBeTruthy()
    expect(calls('objects.write')[1]).toEqual({ target, text: edited, dryRun: false })
  })

  it('leads to the field that the server does not take', async () => {
    outcomes({ kind: 'refused', message: 'runStrategy is wrong', problems: [{ field: 'spec.runStrategy', message: 'Invalid value' }] })
    await change()
    const alert = await screen.findByRole('alert')
    await userEvent.click(within(alert).getByRole('button', { name: 'spec.runStrategy' }))
    expect(document.querySelector('.cm-marked')?.textContent).toBe('  runStrategy: Halted')
  })

  it('keeps both texts where somebody else was faster', async () => {
    const theirs = yaml.replace('"7"', '"9"').replace('Always', 'Manual')
    outcomes({ kind: 'conflict', theirs: { text: theirs, resourceVersion: '9', cuts: [] } })
    await change()
    const conflict = await screen.findByRole('region', { name: 'Conflict' })
    expect(within(conflict).getByRole('textbox', { name: 'Theirs, on the cluster' }).textContent).toContain('runStrategy: Manual')
    expect(within(conflict).getByRole('textbox', { name: 'Yours on top of it' }).textContent).toContain('runStrategy: Halted')
    expect(conflict.textContent).toContain('in one place both of you changed the same')
    await userEvent.click(within(conflict).getByRole('button', { name: 'Go on with mine' }))
    const text = (await screen.findByRole('textbox', { name: 'YAML of rhel9-test' })).textContent
    expect(text).toContain('resourceVersion: "9"')
    expect(text).toContain('runStrategy: Halted')
  })

  it('keeps what was typed while one looks elsewhere', async () => {
    outcomes({ kind: 'gone' })
    await change()
    await userEvent.click(screen.getByRole('tab', { name: 'Overview' }))
    await userEvent.click(screen.getByRole('tab', { name: 'YAML' }))
    expect((await screen.findByRole('textbox', { name: 'YAML of rhel9-test' })).textContent).toContain('Halted')
    expect(screen.getByText('Changed, not sent yet')).toBeTruthy()
  })

  it('is opened at a field, and marks it', async () => {
    act(() => cluster.views.openObject(target, { path: 'spec.runStrategy' }))
    await screen.findByRole('textbox', { name: 'YAML of rhel9-test' })
    await waitFor(() => expect(document.querySelector('.cm-marked')?.textContent).toBe('  runStrategy: Always'))
    expect(await findings(document.body)).toEqual([])
  })

  it('cannot be changed by who may not', async () => {
    cluster.main.answer({ objects: { mayI: ({ rights }) => rights.map(() => false) } })
    act(() => cluster.views.openObject({ ...target, name: 'another' }, { tab: 'yaml' }))
    await waitFor(() => expect(screen.getByRole('button', { name: 'Review changes' }).getAttribute('aria-description')).toBe('You may not change it'))
  })
})

describe('its events', () => {
  it('come newest first, with warnings told as such', async () => {
    // The overview has asked for the latest of them before.
    await handOver('objects.events')
    await userEvent.click(screen.getByRole('tab', { name: 'Events' }))
    const port = await handOver('objects.events')
    const event = (reason: string, warning: boolean, count: number) => ({ uid: reason, reason, warning, count, message: `<b>${reason}</b>`, first: null, last: '2026-07-22T10:00:00Z', source: 'virt-controller' })
    await send(port, { type: 'events', events: [event('FailedCreate', true, 7), event('Started', false, 1)], more: 3 }, { type: 'state', state: { state: 'live' } })
    const rows = screen.getAllByRole('row').slice(1)
    expect(rows.map(({ textContent }) => textContent)).toEqual([expect.stringContaining('Warning: FailedCreate'), expect.stringContaining('<b>Started</b>')])
    expect(screen.getByText(/3 older ones/)).toBeTruthy()
    expect(await findings(document.body)).toEqual([])
  })

  it('are drawn to the last, however many there are', async () => {
    await handOver('objects.events')
    await userEvent.click(screen.getByRole('tab', { name: 'Events' }))
    const port = await handOver('objects.events')
    const events = Array.from({ length: 130 }, (_, place) => ({ uid: `${place}`, reason: `R${place}`, warning: false, count: 1, message: '', first: null, last: null, source: '' }))
    await send(port, { type: 'events', events, more: 0 }, { type: 'state', state: { state: 'live' } })
    expect(await screen.findByText('R129')).toBeTruthy()
    expect(screen.getAllByRole('row')).toHaveLength(131)
  })

  it('come by themselves when a login that was not confirmed yet is', async () => {
    await handOver('objects.events')
    await userEvent.click(screen.getByRole('tab', { name: 'Events' }))
    const early = await handOver('objects.events')
    await act(async () => {
      early.postMessage({ e: { reason: 'failed', error: { kind: 'cluster.signedOut' } } })
      await new Promise((resolve) => setImmediate(resolve))
    })
    expect(await screen.findByText('Nobody is logged in to this cluster')).toBeTruthy()
    // It is asked for anew after two seconds.
    const port = await handOver('objects.events')
    await send(port, { type: 'events', events: [], more: 0 }, { type: 'state', state: { state: 'live' } })
    expect(await screen.findByText('Nothing was said about it lately')).toBeTruthy()
    expect(screen.queryByText('Nobody is logged in to this cluster')).toBeNull()
  })
})

describe('the log of a pod', () => {
  it('shows what a line would do instead of doing it, is searched, and holds back what is not drawn', async () => {
    // The page that stands there first is the VM's.
    await handOver('objects.follow')
    await act(async () => cluster.views.openObject({ kind: 'pods', namespace: 'lab', name: 'web' }, { tab: 'logs' }))
    const page = await handOver('objects.follow')
    await send(page, { type: 'object', object: { kind: 'Pod', spec: { containers: [{ name: 'compute' }, { name: 'guest-console-log' }] }, status: {} }, cuts: [] })
    await screen.findByRole('combobox', { name: 'Container' })
    const port = await handOver('objects.log')
    await send(port, { lines: [{ time: '2026-07-22T10:00:00.123456789Z', text: '\u001b[31mError: <b>one</b>' }, { time: '', text: 'two' }] })
    const log = await screen.findByRole('log', { name: 'Log of compute' })
    await waitFor(() => expect(log.textContent).toContain('\u241b[31mError: <b>one</b>'))
    await userEvent.type(screen.getByRole('searchbox', { name: 'Search log' }), 'error{Enter}')
    expect(screen.getByText('1 of 1')).toBeTruthy()
    expect(log.querySelector('mark')?.textContent).toBe('Error')
    await userEvent.click(screen.getByRole('switch', { name: 'Timestamps' }))
    expect(log.textContent).toContain('2026-07-22T10:00:00.123')
    expect(await findings(document.body)).toEqual([])
  })
})

describe('making a VM', () => {
  it('shows its YAML as the form is filled, and what is missing', async () => {
    const machine = { kind: 'VirtualMachine', metadata: { name: '${NAME}' }, spec: { disk: '${NAME} from ${DATA_SOURCE_NAME}' } }
    const choices = {
      templates: [{ name: 'rhel9-server-small', namespace: 'openshift', description: 'A small one.', machine, parameters: { NAME: '', DATA_SOURCE_NAME: 'rhel9', CLOUD_USER_PASSWORD: '' } }],
      bootSources: [{ name: 'rhel9', namespace: 'os-images', ready: true, preference: 'rhel.9', instanceType: 'u1.medium' }],
      instanceTypes: [{ name: 'u1.medium', cpu: '1', memory: '4Gi' }],
      preferences: ['rhel.9'],
      storageClasses: [{ name: 'ceph', isDefault: true }],
      projects: ['unit1-lab'],
    }
    const created: CreateOutcome = { kind: 'created', made: [{ ref: { ...target, name: 'web' }, kind: 'VirtualMachine' }], text: '', warnings: [] }
    cluster.main.answer({ objects: { machineChoices: () => choices, formatYaml: ({ object }) => JSON.stringify(object), create: () => created } })
    act(() => cluster.views.clusterCommands().find(({ id }) => id === 'cluster.createMachine')?.run())
    const form = await screen.findByRole('form', { name: 'Create virtual machine' })
    expect(within(form).getByRole<HTMLSelectElement>('combobox', { name: 'Project' }).value).toBe('unit1-lab')
    await userEvent.click(within(form).getByRole('button', { name: 'Create' }))
    expect(within(form).getByText('It needs a name')).toBeTruthy()
    await userEvent.type(within(form).getByRole('textbox', { name: 'Name' }), 'web')
    await waitFor(() => expect(screen.getByRole('textbox', { name: 'YAML of the new machine' }).textContent).toContain('"web-rootdisk"'))
    expect(await findings(document.body)).toEqual([])
    const template = within(form).getByRole('combobox', { name: 'Template' })
    await userEvent.selectOptions(template, 'rhel9-server-small')
    await waitFor(() => expect(screen.getByRole('textbox', { name: 'YAML of the new machine' }).textContent).toContain('"web from rhel9"'))
    expect(within(form).queryByRole('combobox', { name: 'Instance type' })).toBeNull()
    await userEvent.click(within(form).getByRole('button', { name: 'Create' }))
    expect(within(form).getByText('The template’s user needs one')).toBeTruthy()
    await userEvent.selectOptions(template, 'None: an instance type')
    await waitFor(() => expect(screen.getByRole('textbox', { name: 'YAML of the new machine' }).textContent).toContain('"web-rootdisk"'))
    await userEvent.click(within(form).getByRole('button', { name: 'Create' }))
    expect(calls('objects.create')).toEqual([{ text: expect.stringContaining('"web"') as string, namespace: 'unit1-lab', dryRun: false }])
    expect(await screen.findByRole('tab', { name: 'web', selected: true })).toBeTruthy()
  })
})
