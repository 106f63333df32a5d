import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { parse } from 'yaml'
import { machineOf } from '../../../../core/cluster/machine-draft'
import type { AppFailure, EventNews, FeatureHandlers, LogLines, ObjectNews, RelatedObject, StreamEnd, WriteOutcome } from '../../../../core/contract'
import { type Cluster, createCluster } from '../../../../main/cluster'
import { log, openPracticeSite, type PracticeSite } from './practice-site'

const machine = { kind: 'virtualmachines.kubevirt.io', namespace: 'vms-prod', name: 'rhel9-db' }
const running = { kind: 'virtualmachines.kubevirt.io', namespace: 'vms-dev', name: 'rhel9-web' }

let site: PracticeSite
let cluster: Cluster
let calls: FeatureHandlers<'objects'>['calls']
let streams: FeatureHandlers<'objects'>['streams']

const until = (what: () => void): Promise<void> => vi.waitFor(what, { timeout: 20_000, interval: 20 })
const failure = async (work: unknown): Promise<unknown> => (await Promise.resolve(work).then(() => null, (error: AppFailure) => error))?.error // prettier-ignore
const edit = (text: string, change: (object: { metadata: Record<string, unknown>; spec: Record<string, unknown> }) => void): string => {
  const object = parse(text) as Parameters<typeof change>[0]
  change(object)
  return JSON.stringify(object)
}

/** Collects what a stream sends; `end` holds how it ended. */
function listen<Down>(): { sent: Down[]; end: StreamEnd | null; down: { send(item: Down): void; end(end: StreamEnd): void; flowing: boolean; onFlow(): void } } {
  const seen = { sent: [] as Down[], end: null as StreamEnd | null, down: { send: (item: Down) => void seen.sent.push(item), end: (end: StreamEnd) => void (seen.end = end), flowing: true, onFlow() {} } }
  return seen
}

beforeAll(async () => {
  site = await openPracticeSite()
  cluster = createCluster({ dataDir: site.dataDir, announce: () => {}, log, onUnauthorized: () => {} })
  cluster.connect(await site.connectionOf('admin'), 'practice')
  ;({ calls, streams } = cluster.objects)
})

afterAll(async () => {
  await cluster.dispose()
  await site.close()
})

describe('an object as YAML', () => {
  it('is read in the order of oc, without managedFields, and quoted as an older YAML needs it', async () => {
    const { text, resourceVersion, cuts } = await calls.readYaml({ target: machine })
    expect(text).toMatch(/^apiVersion: kubevirt.io\/v1\nkind: VirtualMachine\nmetadata:\n/)
    expect(text).not.toContain('managedFields')
    expect(text).toMatch(/creationTimestamp: "\d{4}-/)
    expect(resourceVersion).not.toBe('')
    expect(cuts).toEqual([])
  })

  it('is tried before it is sent, and sent then', async () => {
    const { text } = await calls.readYaml({ target: machine })
    const changed = edit(text, ({ metadata }) => (metadata['labels'] = { ...(metadata['labels'] as object), lesson: 'yaml' }))
    const tried = await calls.write({ target: machine, text: changed, dryRun: true })
    expect(tried).toMatchObject({ kind: 'accepted' })
    expect((await calls.readYaml({ target: machine })).text).not.toContain('lesson')
    expect(await calls.write({ target: machine, text: changed, dryRun: false })).toMatchObject({ kind: 'accepted' })
    expect((await calls.readYaml({ target: machine })).text).toContain('lesson: yaml')
  })

  it('says who was faster, with what they made of it', async () => {
    const { text } = await calls.readYaml({ target: machine })
    const theirs = edit(text, ({ metadata }) => (metadata['labels'] = { theirs: 'yes' }))
    const mine = edit(text, ({ metadata }) => (metadata['labels'] = { mine: 'yes' }))
    expect(await calls.write({ target: machine, text: theirs, dryRun: false })).toMatchObject({ kind: 'accepted' })
    const outcome = (await calls.write({ target: machine, text: mine, dryRun: false })) as Extract<WriteOutcome, { kind: 'conflict' }>
    expect(outcome.kind).toBe('conflict')
    expect(outcome.theirs.text).toContain('theirs: "yes"')
  })

  it('names the fields that the server does not take', async () => {
    const { text } = await calls.readYaml({ target: machine })
    const unknown = edit(text, ({ spec }) => (spec['runStrategie'] = 'Always'))
    expect(await calls.write({ target: machine, text: unknown, dryRun: true })).toMatchObject({ kind: 'refused', problems: [{ field: 'spec.runStrategie' }] })
    const renamed = edit(text, ({ metadata }) => (metadata['name'] = 'another'))
    expect(await calls.write({ target: machine, text: renamed, dryRun: true })).toMatchObject({ kind: 'unreadable', problems: [{ field: 'metadata.name' }] })
  })

  it('says what is gone, what there is not, and what may not be', async () => {
    expect(await failure(calls.readYaml({ target: { ...machine, name: 'nobody' } }))).toEqual({ kind: 'cluster.gone', name: 'nobody' })
    expect(await failure(calls.readYaml({ target: { ...machine, kind: 'lamps.example.com' } }))).toEqual({ kind: 'cluster.noSuchKind', name: 'lamps.example.com' })
  })
})

describe('creating', () => {
  const settings = (name: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  greeting: hello\n`

  it('makes the objects of all documents, in the project that is meant', async () => {
    const text = `${settings('one')}---\n${settings('two')}`
    expect(await calls.create({ text, namespace: 'vms-dev', dryRun: true })).toMatchObject({ kind: 'created', made: [{ kind: 'ConfigMap' }, { kind: 'ConfigMap' }] })
    const made = await calls.create({ text, namespace: 'vms-dev', dryRun: false })
    expect(made).toMatchObject({ kind: 'created', made: [{ ref: { kind: 'configmaps', namespace: 'vms-dev', name: 'one' } }, { ref: { name: 'two' } }] })
    await calls.remove({ target: { kind: 'configmaps', namespace: 'vms-dev', name: 'one' } })
    expect(await failure(calls.readYaml({ target: { kind: 'configmaps', namespace: 'vms-dev', name: 'one' } }))).toMatchObject({ kind: 'cluster.gone' })
  })

  it('says which document was refused, and what was made before it', async () => {
    const outcome = await calls.create({ text: `${settings('three')}---\n${settings('two')}`, namespace: 'vms-dev', dryRun: false })
    expect(outcome).toMatchObject({ kind: 'refused', document: 1, made: [{ ref: { name: 'three' } }], message: 'configmaps "two" already exists' })
  })
})

describe('a virtual machine', () => {
  it('starts, says why where it cannot, and tells its events, newest first', async () => {
    expect(await failure(calls.act({ target: machine, action: 'stop' }))).toMatchObject({ kind: 'cluster.refused', status: 409, message: 'VM is not running' })
    const seen = listen<ObjectNews>()
    const stream = await streams.follow({ target: machine }, seen.down)
    const statusOf = (news: ObjectNews | undefined): unknown => (news?.type === 'object' ? (news.object as { status?: { printableStatus?: string } }).status?.printableStatus : null)
    await until(() => expect(seen.sent.map(statusOf)).toContain('Stopped'))
    await calls.act({ target: machine, action: 'start' })
    await until(() => expect(seen.sent.map(statusOf)).toContain('Running'))
    const related = (): RelatedObject[] => seen.sent.flatMap((news) => (news.type === 'related' ? [news.objects] : [])).at(-1) ?? []
    await until(() => expect(related().map(({ kind }) => kind)).toEqual(expect.arrayContaining(['VirtualMachineInstance', 'Pod', 'DataVolume', 'PersistentVolumeClaim'])))
    await calls.act({ target: machine, action: 'pause' })
    await until(() => expect(seen.sent.map(statusOf)).toContain('Paused'))
    await calls.act({ target: machine, action: 'unpause' })
    await expect.poll(() => calls.hostName({ target: machine }), { timeout: 20_000 }).toBe(machine.name)
    expect(await calls.hostName({ target: { ...machine, name: 'not-there' } })).toBeNull()
    stream.dispose()

    const heard = listen<EventNews>()
    const ending = await streams.events({ target: machine }, heard.down)
    const events = () => heard.sent.flatMap((news) => (news.type === 'events' ? [news.events] : [])).at(-1) ?? []
    await until(() => expect(events().map(({ reason }) => reason)).toEqual(expect.arrayContaining(['SuccessfulCreate', 'Started'])))
    const times = events().map(({ last }) => last ?? '')
    expect(times).toEqual([...times].sort().reverse())
    ending.dispose()
  })

  it('can be made of what the cluster offers', async () => {
    const { templates, bootSources, instanceTypes, storageClasses, projects } = await calls.machineChoices(undefined)
    expect(bootSources.find(({ name }) => name === 'rhel9')).toMatchObject({ ready: true })
    expect(instanceTypes.find(({ name }) => name === 'u1.medium')).toMatchObject({ memory: '4Gi' })
    expect(storageClasses.filter(({ isDefault }) => isDefault)).toHaveLength(1)
    expect(projects).toContain('vms-dev')
    const template = templates.find(({ name }) => name === 'rhel9-server-small') ?? null
    expect(template?.parameters).toMatchObject({ NAME: '', DATA_SOURCE_NAME: 'rhel9', CLOUD_USER_PASSWORD: '' })
    const draft = { template, project: 'vms-dev', name: 'from-template', bootSource: null, instanceType: '', preference: '', storageClass: '', diskGiB: 30, guestUser: '', guestPassword: 'geheim', starts: false }
    const text = await calls.formatYaml({ object: machineOf(draft) })
    expect(text).toContain('password: geheim')
    expect(await calls.create({ text, namespace: 'vms-dev', dryRun: true })).toMatchObject({ kind: 'created', made: [{ ref: { name: 'from-template', namespace: 'vms-dev' } }] })
  })
})

describe('rights and schemas', () => {
  it('knows what a developer may not', async () => {
    const other = createCluster({ dataDir: site.dataDir, announce: () => {}, log, onUnauthorized: () => {} })
    other.connect(await site.connectionOf('developer'), 'practice')
    const rights = [
      { verb: 'get', group: '', resource: 'nodes', namespace: '', name: 'worker01' },
      { verb: 'list', group: 'project.openshift.io', resource: 'projects', namespace: '' },
    ]
    expect(await other.objects.calls.mayI({ rights })).toEqual([false, true])
    expect(await failure(other.objects.calls.readYaml({ target: { kind: 'nodes', namespace: '', name: 'worker01' } }))).toMatchObject({ kind: 'cluster.forbidden' })
    await other.dispose()
  })

  it('explains a field as oc explain does', async () => {
    const docs = await calls.explain({ apiVersion: 'kubevirt.io/v1', kind: 'VirtualMachine', path: ['spec'] })
    expect(docs?.fields.map(({ name }) => name)).toContain('runStrategy')
    expect(await calls.explain({ apiVersion: 'kubevirt.io/v1', kind: 'VirtualMachine', path: ['spec', 'nonsense', 'deeper'] })).toBeNull()
  })
})

describe('a log', () => {
  it('comes with the kubelet’s stamps, and ends only when it is closed', async () => {
    const seen = listen<ObjectNews>()
    const follow = await streams.follow({ target: running }, seen.down)
    const pod = (): string | undefined => seen.sent.flatMap((news) => (news.type === 'related' ? news.objects : [])).find(({ kind }) => kind === 'Pod')?.ref.name
    await until(() => expect(pod()).toBeDefined())
    follow.dispose()
    const lines = listen<LogLines>()
    const stream = await streams.log({ namespace: 'vms-dev', pod: pod() ?? '', container: 'compute', previous: false, lines: 100 }, lines.down)
    await until(() => expect(lines.sent.flatMap((batch) => batch.lines).length).toBeGreaterThan(0))
    expect(lines.sent[0]?.lines[0]?.time).toMatch(/^\d{4}-\d\d-\d\dT/)
    expect(lines.end).toBeNull()
    stream.dispose()
    expect(await failure(streams.log({ namespace: 'vms-dev', pod: pod() ?? '', container: 'nothing', previous: false, lines: 10 }, lines.down))).toMatchObject({ kind: 'cluster.refused', status: 400 })
  })
})

describe('finding by name', () => {
  it('finds what no tree looks at, and not what may not be listed', async () => {
    const found = await calls.find({ query: 'virt-launcher' })
    expect(found).toContainEqual({ kind: 'pods', namespace: 'vms-dev', name: expect.stringMatching(/^virt-launcher-rhel9-web-/) as string })
    const other = createCluster({ dataDir: site.dataDir, announce: () => {}, log, onUnauthorized: () => {} })
    other.connect(await site.connectionOf('developer'), 'practice')
    expect(await other.objects.calls.find({ query: 'virt-launcher' })).toEqual([])
    await other.dispose()
  })
})
