import type { IncomingMessage, ServerResponse } from 'node:http'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type fc from 'fast-check'
import { KINDS } from '../../../core/cluster'
import { AppFailure } from '../../../core/contract'
import { createCluster } from '../../../main/cluster/cluster'
import { systemClock } from '../../../main/cluster/clock'
import { METADATA_PATH, readMetadata } from '../../../main/session/oauth'
import { whoAmI } from '../../../main/session/who-am-i'
import { type ApiDouble, connectTo, createApiDouble } from '../../unit/main/cluster/api-double'
import { asJson, spoiled } from '../junk'
import { texts } from '../texts'
import { type Target, target } from '../target'
import { OBJECTS } from './cluster'

interface Reply {
  status: number
  type: string
  body: string
}

const JSON_TOKENS = ['{', '}', '[', ']', '"kind"', ':', ',', '"items"', '"metadata"', '"object"', '"type"', '"ADDED"', 'null', '1e999', '"\\ud800"', '\n', '\0', '<html>', 'a'] as const
const DISCOVERY = { kind: 'APIGroupDiscoveryList', items: [{ metadata: { name: 'kubevirt.io' }, versions: [{ version: 'v1', resources: [{ resource: 'virtualmachines', responseKind: { kind: 'VirtualMachine' }, scope: 'Namespaced', verbs: ['list', 'watch'] }] }] }] }
const TABLE = { kind: 'Table', metadata: { resourceVersion: 'v1', continue: 'x', remainingItemCount: 3 }, columnDefinitions: [{ name: 'Name', priority: 0 }], rows: [{ cells: ['a'], object: { metadata: { name: 'a', namespace: 'lab' } } }] }
const STATUS = { kind: 'Status', code: 410, reason: 'Expired', message: 'too old', details: { retryAfterSeconds: 1 } }
const OAUTH = { issuer: 'https://oauth.example.com', authorization_endpoint: 'https://oauth.example.com/a', token_endpoint: 'https://oauth.example.com/t', code_challenge_methods_supported: ['S256'] }
const REVIEW = { kind: 'SelfSubjectReview', status: { userInfo: { username: 'admin', groups: ['a'] } } }

function replies(fastCheck: typeof fc): fc.Arbitrary<Reply> {
  const listed = fastCheck.array(fastCheck.constantFrom(...OBJECTS), { maxLength: 3 }).map((items) => ({ kind: 'List', metadata: { resourceVersion: 'v1', continue: '' }, items }))
  const said = fastCheck.oneof(listed, fastCheck.constantFrom<object>(DISCOVERY, TABLE, STATUS, OAUTH, REVIEW, { gitVersion: 'v1.32.6' }))
  const event = fastCheck.tuple(fastCheck.constantFrom('ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK', 'ERROR', ''), spoiled(fastCheck, fastCheck.constantFrom<object>(...OBJECTS, STATUS)))
  const watched = fastCheck.array(event, { maxLength: 4 }).map((events) => events.map(([type, object]) => `${JSON.stringify({ type, object: asJson(object) })}\n`).join(''))
  const body = fastCheck.oneof(spoiled(fastCheck, said).map((value) => JSON.stringify(asJson(value))), watched, texts(fastCheck, { tokens: JSON_TOKENS, length: 400 }))
  return fastCheck.record({ status: fastCheck.constantFrom(200, 200, 200, 200, 201, 204, 302, 400, 403, 404, 410, 429, 500, 503), type: fastCheck.constantFrom('application/json', 'text/html', 'text/plain'), body })
}

const VMS = '/apis/kubevirt.io/v1/virtualmachines'
/** Time passes fifty times as fast: what waits for a server to recover waits no longer than a frame. */
const quickClock = { ...systemClock, after: (ms: number, run: () => void) => systemClock.after(ms / 50, run) }
/** As many answers as all lists, their watches and the discovery together want at least. */
const ANSWERS = 20
const PATIENCE_MS = 10_000

let site: Promise<{ api: ApiDouble; dataDir: string }> | null = null

/** A server that has one machine of one name, and no other. */
async function openSite(): Promise<{ api: ApiDouble; dataDir: string }> {
  const api = await createApiDouble()
  for (const { path, plural } of KINDS) {
    api.put(`${path}/${plural}`, { metadata: { name: 'passing' } })
    api.remove(`${path}/${plural}`, 'passing')
  }
  api.put(VMS, { metadata: { name: 'truth', namespace: 'lab' }, status: { printableStatus: 'Running' } })
  return { api, dataDir: await mkdtemp(join(tmpdir(), 'fuzz-servers-')) }
}

/** A wait that is looked at again each time that something happens: an answer, a change, a watch that was opened. */
function createWait(): { happened(): void; until(holds: () => boolean, what: () => string): Promise<void> } {
  let look: () => void = () => {}
  return {
    happened: () => look(),
    until: (holds, what) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(what())), PATIENCE_MS)
        look = () => {
          if (!holds()) return
          clearTimeout(timer)
          look = () => {}
          resolve()
        }
        look()
      }),
  }
}

function write(response: ServerResponse, { status, type, body }: Reply): void {
  response.writeHead(status, { 'content-type': type, 'retry-after': '1' }).end(status === 204 ? undefined : body)
}

const answerOf = ({ status, type, body }: Reply): IncomingMessage => Object.assign(Readable.from([Buffer.from(body)]), { statusCode: status, headers: { 'content-type': type } }) as unknown as IncomingMessage

async function orSaid(work: () => unknown): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof AppFailure)) throw error
  }
}

export const serverTargets: readonly Target[] = [
  target('an API server that answers lists, watches, tables and the discovery with anything, and then with the truth', {
    // Each hears at least twenty answers, and waits until the tree is right again.
    runs: 500,
    inputs: (fc) => fc.array(replies(fc), { minLength: 1, maxLength: 8 }),
    async holds(said) {
      const { api, dataDir } = await (site ??= openSite())
      let answered = 0
      const wait = createWait()
      const heal = api.intercept(/./, (_request, response) => {
        write(response, said[(answered += 1) % said.length] ?? { status: 500, type: '', body: '' })
        wait.happened()
      })
      const cluster = createCluster({ dataDir, announce: () => {}, log: { info() {}, warn() {}, incident: () => 'LC-FUZZ', hide() {} }, onUnauthorized: () => {}, clock: quickClock })
      const rows = new Map<string, string>()
      const down = { send() {}, end() {}, flowing: true, onFlow() {} }
      cluster.onChange((change) => {
        if (change.type === 'reset' && change.kind === 'virtualmachines.kubevirt.io') rows.clear()
        if (change.type === 'reset' || change.type === 'more') for (const { kind, name } of change.objects) rows.set(`${kind}/${name}`, kind)
        if (change.type === 'put') rows.set(`${change.object.kind}/${change.object.name}`, change.object.kind)
        if (change.type === 'gone') rows.delete(`${change.kind}/${change.name}`)
        wait.happened()
      })
      cluster.connect(connectTo(api), 'test')
      const table = cluster.handlers.streams.table({ group: 'kubevirt.io', version: 'v1', plural: 'virtualmachines', namespace: '' }, down) as { dispose(): void }
      void cluster.handlers.calls.otherKinds(undefined)
      try {
        await wait.until(() => answered >= ANSWERS, () => `after ${answered} answers nothing more was asked`)
        heal()
        api.cut()
        const machines = (): string => [...rows].flatMap(([name, kind]) => (kind === 'virtualmachines.kubevirt.io' ? [name] : [])).join()
        api.onWatch(wait.happened)
        await wait.until(() => machines() === 'virtualmachines.kubevirt.io/truth' && api.watches(VMS) > 0, () => `the tree stays at ${machines()}`)
      } finally {
        heal()
        table.dispose()
        await cluster.dispose()
      }
    },
  }),
  target(`${METADATA_PATH}: where a password would be sent`, {
    runs: 10_000,
    inputs: (fc) => fc.oneof(replies(fc), fc.tuple(fc.constantFrom('issuer', 'authorization_endpoint', 'token_endpoint'), fc.constantFrom('http://oauth.example.com', 'HTTP://oauth', 'httpsx://a', 'javascript:alert(1)', 'file:///etc/passwd', '//a', '')).map(([field, url]): Reply => ({ status: 200, type: 'application/json', body: JSON.stringify({ ...OAUTH, [field]: url }) }))),
    holds: (reply) =>
      orSaid(() => {
        const server = readMetadata(answerOf(reply), reply.body, 'https://api.example.com:6443')
        for (const url of server === null ? [] : [server.issuer, server.authorization_endpoint, server.token_endpoint]) if (!url.startsWith('https://')) throw new Error(`a password would go to ${url}`)
      }),
  }),
  target('who the server says one is', {
    runs: 5_000,
    inputs: (fc) => fc.array(replies(fc), { minLength: 2, maxLength: 2 }),
    holds: (said) =>
      orSaid(async () => {
        const left = [...said]
        const who = await whoAmI(async () => answerOf(left.shift() ?? { status: 500, type: '', body: '' }), 'https://api.example.com:6443')
        if (who.kind === 'user' && typeof who.name !== 'string') throw new Error('a name that is no name')
      }),
  }),
]
