import { describe, expect, it } from 'vitest'
import { type ClusterChange, type ClusterSnapshot, createSnapshot, DEFAULT_EXPANDED, fold, KINDS, layOutTree, type TreeRow, type TreeRows } from '../../../../core/cluster'
import { objectOf } from './objects'

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

function layOut(snapshot: ClusterSnapshot, options: { expanded?: readonly string[]; filter?: string; user?: string } = {}): TreeRows {
  return layOutTree(snapshot, { expanded: new Set(options.expanded ?? DEFAULT_EXPANDED), filter: options.filter ?? '', user: options.user ?? null })
}

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
    const rows = layOut(classroom(), { expanded: [...DEFAULT_EXPANDED, 'projects|projects.project.openshift.io||unit1-lab', 'projects|system'] })
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
    const toneOf = (name: string, expanded: readonly string[]) => rowsOf(layOut(snapshot, { expanded })).find((row) => row.name === name)?.tone
    expect(toneOf('Nodes', [])).toBe('danger')
    expect(toneOf('Nodes', ['nodes'])).toBe('none')
    expect(toneOf('unit1-lab', ['projects'])).toBe('danger')
    expect(toneOf('unit1-lab', ['projects', 'projects|projects.project.openshift.io||unit1-lab'])).toBe('ok')
  })

  it('reads words fresh, so that a status may turn without a new layout', () => {
    const snapshot = classroom()
    const rows = layOut(snapshot)
    fold(snapshot, vm('rhel9-test', 'unit1-lab', 'Stopping'))
    expect(draw(rows)).toContain('  rhel9-test (Stopping)')
  })

  it('opens only projects that have something inside', () => {
    const open = Object.fromEntries(rowsOf(layOut(classroom())).map((row) => [row.name, row.open]))
    expect(open).toMatchObject({ empty: null, 'unit1-lab': false })
  })

  it('knows what a name shares with its neighbours', () => {
    const snapshot = snapshotOf(['ceph-rbd', 'ceph-rbd-virtualization', 'nfs'].map((name) => put('nodes', name)))
    expect(rowsOf(layOut(snapshot)).filter(({ object }) => object).map(({ shared }) => shared)).toEqual([5, 9, 0]) // prettier-ignore
  })

  describe('with a filter', () => {
    it('keeps the path to each hit and nothing else, open or not', () => {
      expect(draw(layOut(classroom(), { filter: 'RHEL9', expanded: [] }))).toEqual([
        'Projects (4)',
        '  unit1-lab (2 VMs)',
        '    rhel9-test (Running)',
        'Virtual machines (2)',
        '  rhel9-test (Running)',
      ])
    })

    it('finds by status and project, and every word must be met', () => {
      expect(draw(layOut(classroom(), { filter: 'unschedulable unit1' }))).toContain('  centos-batch (ErrorUnschedulable)')
      expect(draw(layOut(classroom(), { filter: 'unschedulable rhel9' }))).toEqual(['Nothing here matches “unschedulable rhel9”'])
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
      expect(rowsOf(layOut(snapshot)).filter(({ open }) => open !== null).map(({ name }) => name)).toEqual(['Network']) // prettier-ignore
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

  it('costs little for 50,000 rows', () => {
    const objects = Array.from({ length: 50_000 }, (_, place) => objectOf(VMS, `vm-${String(place).padStart(5, '0')}`, { namespace: `ns-${place % 50}` }))
    const snapshot = snapshotOf([{ type: 'reset', kind: VMS, scope: '', objects }])
    layOut(snapshot)
    const start = performance.now()
    for (let frame = 0; frame < 60; frame += 1) {
      const rows = layOut(snapshot)
      for (let index = 25_000; index < 25_040; index += 1) rows.at(index)
    }
    // A second of frames; on an idle machine it is some ten milliseconds.
    expect(performance.now() - start).toBeLessThan(1_000)
  })
})
