import { describe, expect, it } from 'vitest'
import { type ClusterChange, type ClusterSnapshot, createSnapshot, FIRST_VIEW, fold, interestOf, KINDS, layOutTree, type TreeRow, type TreeRows, type TreeView } from '../../../../core/cluster'
import { objectOf } from './objects'
import { computedMs } from '../../own-time'

const VMS = 'virtualmachines.kubevirt.io'
const PROJECTS = 'projects.project.openshift.io'

function snapshotOf(changes: ClusterChange[]): ClusterSnapshot {
  const snapshot = createSnapshot()
  for (const change of changes) fold(snapshot, change)
  return snapshot
}

const put = (...args: Parameters<typeof objectOf>): ClusterChange => ({ type: 'put', object: objectOf(...args) })
const live = (kind: string): ClusterChange => ({ type: 'access', kind, scope: '', access: { state: 'live' } })
const project = (name: string) => put(PROJECTS, name, { status: 'Active' })
const vm = (name: string, namespace: string, status = 'Running') => put(VMS, name, { namespace, status, tone: status === 'Running' ? 'running' : 'danger' })

function rowsOf(rows: TreeRows): TreeRow[] {
  return Array.from({ length: rows.length }, (_, index) => rows.at(index) as TreeRow)
}

function layOut(snapshot: ClusterSnapshot, { flipped = [], ...view }: Partial<Omit<TreeView, 'flipped'>> & { flipped?: readonly string[] } = {}): TreeRows {
  return layOutTree(snapshot, { ...FIRST_VIEW, ...view, flipped: new Set(flipped) })
}

const SECTION_IDS = ['nodes', 'projects', 'virtual-machines', 'operators', 'storage', 'network']
const LAB = 'projects|projects.project.openshift.io||unit1-lab'

const draw = (rows: TreeRows): string[] => rowsOf(rows).map((row) => `${'  '.repeat(row.level - 1)}${row.name}${row.word && ` (${row.word})`}`)

const classroom = (): ClusterSnapshot =>
  snapshotOf([
    live('nodes'),
    put('nodes', 'worker01', { fact: 'worker' }),
    put('nodes', 'master01', { fact: 'control plane' }),
    put('nodes', 'worker02', { fact: 'worker', status: 'NotReady', tone: 'danger' }),
    live(PROJECTS),
    project('unit1-lab'),
    project('openshift-cnv'),
    project('default'),
    project('empty'),
    live(VMS),
    vm('rhel9-test', 'unit1-lab'),
    vm('centos-batch', 'unit1-lab', 'ErrorUnschedulable'),
  ])

describe('layOutTree', () => {
  it('shows the six sections even of a cluster that nobody has seen', () => {
    expect(draw(layOut(createSnapshot()))).toEqual(['Nodes', 'Projects', 'Virtual machines', 'Operators', 'Storage', 'Network'])
  })

  it('shows objects under their sections, system projects in a branch of their own', () => {
    expect(draw(layOut(classroom())).slice(0, 12)).toEqual([
      'Nodes (2 of 3 Ready)',
      '  master01 (control plane)',
      '  worker01 (worker)',
      '  worker02 (NotReady)',
      'Projects (4)',
      '  empty',
      '  unit1-lab (2 VMs)',
      '  Platform (2)',
      'Virtual machines (2)',
      '  centos-batch (ErrorUnschedulable)',
      '  rhel9-test (Running)',
      'Operators',
    ])
  })

  it('counts positions as ARIA does and finds every row by its id', () => {
    const rows = layOut(classroom(), { flipped: [LAB, 'projects|system'] })
    const all = rowsOf(rows)
    all.forEach((row, index) => {
      expect(rows.indexOf(row.id), row.id).toBe(index)
      const siblings = all.filter(({ parent }) => parent === row.parent)
      expect([row.position, row.setSize], row.id).toEqual([siblings.indexOf(row) + 1, siblings.length])
      const parent = row.parent === null ? undefined : all[rows.indexOf(row.parent)]
      expect(row.level).toBe((parent?.level ?? 0) + 1)
    })
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
    expect(rows.indexOf('nodes|nodes||nobody')).toBe(-1)
    expect(rows.at(-1)).toBeUndefined()
    expect(rows.at(rows.length)).toBeUndefined()
  })

  it('shows on a closed branch the worst of what is inside, and nothing extra on an open one', () => {
    const snapshot = classroom()
    const toneOf = (name: string, flipped: readonly string[]) => rowsOf(layOut(snapshot, { flipped })).find((row) => row.name === name)?.tone
    expect(toneOf('Nodes', ['nodes'])).toBe('danger')
    expect(toneOf('Nodes', [])).toBe('none')
    expect(toneOf('unit1-lab', [])).toBe('danger')
    expect(toneOf('unit1-lab', [LAB])).toBe('ok')
  })

  it('reads words fresh, so that a status may turn without a new layout', () => {
    const snapshot = classroom()
    const rows = layOut(snapshot)
    fold(snapshot, vm('rhel9-test', 'unit1-lab', 'Stopping'))
    expect(draw(rows)).toContain('  rhel9-test (Stopping)')
  })

  it('shows an open project by its groups, with what is empty as a leaf', () => {
    const snapshot = classroom()
    fold(snapshot, live('services'))
    const rows = rowsOf(layOut(snapshot, { flipped: [LAB] }))
    const groups = rows.filter(({ parent }) => parent === LAB)
    expect(groups.map(({ name }) => name)).toEqual(['Virtual machines', 'Workloads', 'Pods', 'Services', 'Routes', 'Storage', 'Config'])
    expect(groups.map(({ open, word }) => [open, word]).slice(0, 4)).toEqual([[true, '2'], [true, ''], [true, ''], [null, '0']]) // prettier-ignore
    expect(draw(layOut(snapshot, { flipped: [LAB] }))).toContain('        rhel9-test (Running)'.slice(2))
  })

  it('puts machines into the folders of their label', () => {
    const snapshot = classroom()
    fold(snapshot, put(VMS, 'in-folder', { namespace: 'unit1-lab', status: 'Stopped', tone: 'idle', labels: { 'vm.openshift.io/folder': 'databases' } }))
    const drawn = draw(layOut(snapshot, { flipped: [LAB] }))
    expect(drawn.slice(drawn.indexOf('    Virtual machines (3)')).slice(0, 3)).toEqual(['    Virtual machines (3)', '      databases (1)', '        in-folder (Stopped)'])
  })

  it('shows what runs on an open node', () => {
    const snapshot = classroom()
    fold(snapshot, put('virtualmachineinstances.kubevirt.io', 'rhel9-test', { namespace: 'unit1-lab', status: 'Running', tone: 'running', facts: { node: 'worker01' } }))
    for (const [name, namespace] of [['web-1', 'unit1-lab'], ['etcd-1', 'openshift-etcd']] as const) fold(snapshot, put('pods', name, { namespace, fact: '1/1', facts: { node: 'worker01' } })) // prettier-ignore
    const drawn = draw(layOut(snapshot, { flipped: ['nodes|nodes||worker01'] }))
    expect(drawn.slice(2, 6)).toEqual(['  worker01 (worker)', '    rhel9-test (Running)', '    web-1 (1/1)', '    Platform (1)'])
  })

  it('shows a subscription with what it brought', () => {
    const namespace = 'openshift-cnv'
    const snapshot = snapshotOf([
      put('subscriptions.operators.coreos.com', 'hco', { namespace, fact: 'stable', facts: { package: 'kubevirt-hyperconverged', installed: 'kubevirt.v4.19' } }),
      put('clusterserviceversions.operators.coreos.com', 'kubevirt.v4.19', { namespace, fact: '4.19.3' }),
      put('clusterserviceversions.operators.coreos.com', 'other.v1', { namespace, fact: '1' }),
      put('hyperconvergeds.hco.kubevirt.io', 'kubevirt-hyperconverged', { namespace, status: 'Progressing', tone: 'progress' }),
    ])
    const drawn = draw(layOut(snapshot))
    expect(drawn.slice(drawn.indexOf('Operators (2)'), drawn.indexOf('Storage'))).toEqual([
      'Operators (2)',
      '  hco (stable)',
      '    kubevirt.v4.19 (4.19.3)',
      '    kubevirt-hyperconverged (Progressing)',
      '  other.v1 (1)',
    ])
  })

  it('hides what is empty and what is the platform’s own on demand', () => {
    const snapshot = classroom()
    for (const { name } of KINDS) fold(snapshot, live(name))
    expect(draw(layOut(snapshot))).toContain('  empty')
    const hidden = draw(layOut(snapshot, { hideEmpty: true, hideSystem: true, flipped: [LAB] }))
    expect(hidden).not.toContain('  empty')
    expect(hidden.some((line) => line.includes('Platform'))).toBe(false)
    expect(hidden.filter((line) => line.startsWith('    ')).map((line) => line.trim())).toEqual(['Virtual machines (2)', 'centos-batch (ErrorUnschedulable)', 'rhel9-test (Running)'])
  })

  it('has favourites on top, also one that is not there now', () => {
    const favourites = [{ kind: VMS, namespace: 'unit1-lab', name: 'rhel9-test' }, { kind: 'pods', namespace: 'unit1-lab', name: 'gone' }] // prettier-ignore
    expect(draw(layOut(classroom(), { favourites })).slice(0, 3)).toEqual(['Favourites', '  rhel9-test (Running)', '  gone (not here now)'])
  })

  it('leads to every other kind of the server', () => {
    const others = [
      { group: 'coordination.k8s.io', version: 'v1', kind: 'Lease', plural: 'leases', namespaced: true },
      { group: '', version: 'v1', kind: 'Endpoints', plural: 'endpoints', namespaced: true },
    ]
    expect(draw(layOut(classroom(), { others })).at(-1)).toBe('More (2 kinds)')
    expect(draw(layOut(classroom(), { others, flipped: ['more'] })).slice(-2)).toEqual(['  Endpoints (core)', '  Lease (coordination.k8s.io)'])
    expect(draw(layOut(classroom(), { others, filter: 'lease' }))).toEqual(['More (1 kind)', '  Lease (coordination.k8s.io)'])
  })

  it('knows what a name shares with its neighbours', () => {
    const snapshot = snapshotOf(['ceph-rbd', 'ceph-rbd-virtualization', 'nfs'].map((name) => put('nodes', name)))
    expect(rowsOf(layOut(snapshot)).filter(({ object }) => object).map(({ shared }) => shared)).toEqual([5, 9, 0]) // prettier-ignore
  })

  describe('with a filter', () => {
    it('keeps the path to each hit and nothing else, open or not', () => {
      expect(draw(layOut(classroom(), { filter: 'RHEL9', flipped: SECTION_IDS }))).toEqual([
        'Projects (4)',
        '  unit1-lab (2 VMs)',
        '    Virtual machines (2)',
        '      rhel9-test (Running)',
        'Virtual machines (2)',
        '  rhel9-test (Running)',
      ])
    })

    it('finds by status and project, and every word must be met', () => {
      expect(draw(layOut(classroom(), { filter: 'unschedulable unit1' }))).toContain('  centos-batch (ErrorUnschedulable)')
      expect(draw(layOut(classroom(), { filter: 'unschedulable rhel9' }))).toEqual(['Nothing here matches “unschedulable rhel9”'])
    })

    it('looks at one thing only where it is told so', () => {
      const snapshot = classroom()
      fold(snapshot, put(VMS, 'labelled', { namespace: 'unit1-lab', status: 'Running', tone: 'running', labels: { app: 'web' } }))
      const found = (filter: string) => rowsOf(layOut(snapshot, { filter })).filter(({ object }) => object).map(({ name }) => name) // prettier-ignore
      expect(found('kind:node')).toEqual(['master01', 'worker01', 'worker02'])
      expect(found('kind:vm status:run')).toEqual(['unit1-lab', 'labelled', 'rhel9-test', 'labelled', 'rhel9-test'])
      expect(found('status:unsched')).toContain('centos-batch')
      expect(found('label:app=web')).toEqual(['unit1-lab', 'labelled', 'labelled'])
      expect(found('label:app')).toEqual(found('label:app=web'))
      expect(found('label:app=other')).toEqual([])
      expect(found('project:unit1 rhel9')).toEqual(['unit1-lab', 'rhel9-test', 'rhel9-test'])
      // In the middle of typing nothing has been asked yet.
      expect(found('kind:').length).toBeGreaterThan(5)
    })

    it('leaves no heading over nothing', () => {
      expect(draw(layOut(classroom(), { filter: 'master01' }))).toEqual(['Nodes (2 of 3 Ready)', '  master01 (control plane)'])
    })

    it('follows a status that turns', () => {
      const snapshot = classroom()
      expect(draw(layOut(snapshot, { filter: 'paused' }))).toHaveLength(1)
      fold(snapshot, vm('rhel9-test', 'unit1-lab', 'Paused'))
      expect(draw(layOut(snapshot, { filter: 'paused' }))).toContain('  rhel9-test (Paused)')
    })
  })

  describe('where there is nothing', () => {
    const lines = (access: ClusterChange[], user = 'developer') => draw(layOut(snapshotOf(access), { user }))
    const say = (kind: string, access: (ClusterChange & { type: 'access' })['access'], scope = ''): ClusterChange => ({ type: 'access', kind, scope, access })

    it('says why', () => {
      expect(lines([say('nodes', { state: 'forbidden', message: '' })])).toContain('  developer may not list nodes')
      expect(lines([say('nodes', { state: 'loading' })])).toContain('  Loading…')
      expect(lines([say(VMS, { state: 'live' })])).toContain('  No virtual machines')
      expect(lines([say(VMS, { state: 'absent' })])).toContain('  OpenShift Virtualization is not installed')
      expect(lines([say('routes.route.openshift.io', { state: 'absent' })])).toContain('  This cluster does not know routes')
      expect(lines([say('nodes', { state: 'stale', since: '', reason: 'it broke' })])).toContain('  Not known: it broke')
    })

    it('says nothing where nobody is logged in', () => {
      const sections = ['Nodes', 'Projects', 'Virtual machines', 'Operators', 'Storage', 'Network']
      const snapshot = snapshotOf(KINDS.map(({ name }) => say(name, { state: 'off' })))
      expect(draw(layOut(snapshot))).toEqual(sections)
      expect(rowsOf(layOut(snapshot)).map(({ open }) => open)).toEqual(sections.map(() => null))
      fold(snapshot, say('routes.route.openshift.io', { state: 'loading' }))
      expect(rowsOf(layOut(snapshot)).filter(({ level }) => level === 1).map(({ open }) => open)).toEqual(sections.map(() => true)) // prettier-ignore
      expect(draw(layOut(snapshot))).toContain('  Loading…')
    })

    it('tells "nothing in your projects" from "nothing you may see"', () => {
      const forbidden = say(VMS, { state: 'forbidden', message: '' })
      expect(lines([forbidden, say(VMS, { state: 'live' }, 'mine')])).toContain('  No virtual machines in your projects')
      expect(lines([forbidden, say(VMS, { state: 'forbidden', message: '' }, 'mine')])).toContain('  developer may not list virtual machines')
    })

    it('counts what the system projects have instead of drawing it', () => {
      const services = ['a', 'b'].map((name) => put('services', name, { namespace: 'openshift-dns', status: '', tone: 'none' }))
      expect(draw(layOut(snapshotOf([live('services'), ...services])))).toContain('  2 more services under Platform')
    })
  })

  describe('what it wants to be watched', () => {
    const wanted = (view: Partial<Omit<TreeView, 'flipped'>> & { flipped?: readonly string[] } = {}) => {
      const { flipped = [], ...rest } = view
      return interestOf(classroom(), { ...FIRST_VIEW, ...rest, flipped: new Set(flipped) }).map(({ kind, namespace }) => `${kind} ${namespace}`.trim())
    }

    it('is what open sections show, and nothing when all are closed', () => {
      expect(wanted()).toContain('services')
      expect(wanted()).not.toContain('pods')
      expect(wanted({ flipped: ['network'] })).not.toContain('services')
      expect(wanted({ flipped: SECTION_IDS })).toEqual([])
    })

    it('is all that is in an open project, and only there', () => {
      expect(wanted({ flipped: [LAB] })).toContain('pods unit1-lab')
      expect(wanted({ flipped: [LAB] })).not.toContain('pods')
    })

    it('is everything while one filters, or what the filter names', () => {
      expect(wanted({ filter: 'rhel9', flipped: SECTION_IDS })).toEqual(KINDS.filter(({ always }) => always !== true).map(({ name }) => name))
      expect(wanted({ filter: 'kind:rout', flipped: SECTION_IDS })).toEqual(['routes.route.openshift.io'])
    })

    it('is the pods of the cluster while a node is open, and favourites wherever they are', () => {
      expect(wanted({ flipped: ['nodes|nodes||worker01'] })).toContain('pods')
      expect(wanted({ flipped: SECTION_IDS, favourites: [{ kind: 'pods', namespace: 'lab', name: 'a' }] })).toEqual(['pods lab'])
    })
  })

  it('costs little for 50,000 rows', () => {
    const objects = Array.from({ length: 50_000 }, (_, place) => objectOf(VMS, `vm-${String(place).padStart(5, '0')}`, { namespace: `ns-${place % 50}` }))
    const snapshot = snapshotOf([{ type: 'reset', kind: VMS, scope: '', objects }])
    layOut(snapshot)
    const start = computedMs()
    for (let frame = 0; frame < 60; frame += 1) {
      const rows = layOut(snapshot)
      for (let index = 25_000; index < 25_040; index += 1) rows.at(index)
    }
    // A second of frames; on an idle machine it is some ten milliseconds.
    expect(computedMs() - start).toBeLessThan(1_000)
  })
})
