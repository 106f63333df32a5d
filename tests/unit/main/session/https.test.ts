import { X509Certificate } from 'node:crypto'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { AppFailure, type AppError } from '../../../../core/contract'
import { createHttpsClient, readBody, type HttpsClient } from '../../../../main/session/https'
import { openTrust, UntrustedCertificate, type Trust } from '../../../../main/session/trust'
import { makeAuthority, type Authority, type MadeCertificate } from './certificate-maker'
import { createTestLog, listen, servePlain, serveProxy, serveTls, type RunningServer } from './servers'

let authority: Authority
let stranger: Authority
let local: MadeCertificate
beforeAll(async () => {
  authority = await makeAuthority('Lab authority')
  stranger = await makeAuthority('Stranger')
  local = await authority.issue(['localhost', '127.0.0.1', 'api.lab.test'])
})

let folder: string
let cleanUps: (() => unknown)[]
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'https-'))
  cleanUps = [() => rm(folder, { recursive: true, force: true })]
})
afterEach(async () => {
  for (const cleanUp of cleanUps.reverse()) await cleanUp()
})

// No authorities but those of the test: this computer's own must not decide.
const noSystem = () => ({ SSL_CERT_FILE: join(folder, 'none') })

async function clientFor(ca: string | null, environment: NodeJS.ProcessEnv = {}): Promise<{ client: HttpsClient; trust: Trust }> {
  const all = { ...noSystem(), ...environment }
  const trust = await openTrust({ dataDir: folder, classroom: 'lab', ca, log: createTestLog(), environment: all })
  const client = createHttpsClient({ trust, environment: all })
  cleanUps.push(() => client.dispose())
  return { client, trust }
}
async function running<T extends RunningServer>(server: Promise<T>): Promise<T> {
  const started = await server
  cleanUps.push(() => started.stop())
  return started
}
async function failure(work: Promise<unknown>): Promise<AppError> {
  const error: unknown = await work.then(() => null, (reason: unknown) => reason)
  if (!(error instanceof AppFailure)) throw new Error(`expected an AppFailure, got ${String(error)}`)
  return error.error
}
async function doubt(work: Promise<unknown>): Promise<UntrustedCertificate> {
  const error: unknown = await work.then(() => null, (reason: unknown) => reason)
  if (!(error instanceof UntrustedCertificate)) throw new Error(`expected UntrustedCertificate, got ${String(error)}`)
  return error
}
const at = (port: number, host = 'localhost') => new URL(`https://${host}:${port}/`)
const ok = (_request: unknown, response: { end(text: string): void }) => response.end('{"ok":true}')

describe('trust', () => {
  it('accepts what the classroom vouches for', async () => {
    const { port } = await running(serveTls(local, ok))
    const { client } = await clientFor(authority.pem)
    for (const host of ['localhost', '127.0.0.1']) {
      const answer = await client.request(at(port, host))
      expect(await readBody(answer, '')).toBe('{"ok":true}')
    }
  })

  it('accepts what this computer vouches for, and then oc needs no bundle', async () => {
    const { port } = await running(serveTls(local, ok))
    await writeFile(join(folder, 'system.pem'), authority.pem)
    const { client, trust } = await clientFor(null, { SSL_CERT_FILE: join(folder, 'system.pem') })
    await client.probe(at(port))
    expect(await trust.writeBundle([at(port).origin])).toBeNull()
  })

  it('sends no byte to a stranger', async () => {
    let requests = 0
    const { port } = await running(serveTls(local, (_request, response) => response.end(String(++requests))))
    const { client } = await clientFor(stranger.pem)
    expect(await failure(client.request(at(port), { headers: { Authorization: 'Bearer secret' } }))).toMatchObject({ kind: 'cluster.untrusted', address: `https://localhost:${port}` })
    expect(requests).toBe(0)
  })

  it('tells subject, issuer, times, fingerprint, and accepts exactly that certificate after a yes, also after a restart', async () => {
    const server = await serveTls(local, ok)
    const { client, trust } = await clientFor(null)
    const error = await doubt(client.probe(at(server.port)))
    expect(error.doubt).toMatchObject({
      address: `https://localhost:${server.port}`,
      subject: 'CN=localhost',
      issuer: 'CN=Lab authority',
      sha256: new X509Certificate(local.pem).fingerprint256,
      nameMatches: true,
      timeIsValid: true,
      previousSha256: null,
    })
    await trust.accept([error])
    await client.probe(at(server.port))
    const later = await clientFor(null)
    expect((await later.client.request(at(server.port))).statusCode).toBe(200)
    expect((await stat(join(folder, 'trust', 'lab.json'))).mode & 0o777).toBe(0o600)

    await server.stop()
    const other = await authority.issue(['localhost'])
    await running(serveTls(other, ok, { port: server.port }))
    const changed = await doubt(later.client.probe(at(server.port)))
    expect(changed.doubt).toMatchObject({ previousSha256: new X509Certificate(local.pem).fingerprint256, sha256: new X509Certificate(other.pem).fingerprint256 })
    expect(await failure(later.client.request(at(server.port)))).toMatchObject({ kind: 'cluster.untrusted', detail: expect.stringContaining('has changed') as string })
  })

  it('is not fooled by a chain that only names a trusted authority', async () => {
    // The same name as the real authority, another key, and the real authority's certificate shown beside it.
    const impostor = await makeAuthority('Lab authority')
    const forged = await impostor.issue(['localhost'])
    const { port } = await running(serveTls(forged, ok, { chain: authority.pem }))
    const { client } = await clientFor(authority.pem)
    expect((await doubt(client.probe(at(port)))).doubt.issuer).toBe('CN=Lab authority')
  })

  it('tells a wrong host name', async () => {
    const elsewhere = await authority.issue(['elsewhere.test'])
    const { port } = await running(serveTls(elsewhere, ok))
    const { client, trust } = await clientFor(authority.pem)
    const error = await doubt(client.probe(at(port)))
    expect(error.doubt).toMatchObject({ nameMatches: false, timeIsValid: true })
    await trust.accept([error])
    expect((await doubt(client.probe(at(port)))).doubt.nameMatches).toBe(false)
  })

  it('takes an expired certificate of a trusted authority for a wrong clock, and of a stranger for a doubt', async () => {
    const expired = await authority.issue(['localhost'], { from: new Date('2020-01-01'), to: new Date('2020-02-01') })
    const asked: (string | undefined)[] = []
    const { port } = await running(serveTls(expired, (request, response) => (asked.push(`${request.method} ${request.url}`, request.headers.authorization), response.end())))
    const trusting = await clientFor(authority.pem)
    expect(await failure(trusting.client.request(at(port), { headers: { Authorization: 'Bearer secret' } }))).toMatchObject({ kind: 'cluster.unreachable', reason: 'clock', detail: expect.stringMatching(/2020-02-01T00:00Z.* The cluster’s clock says the same/) as string })
    // Nothing but the time was asked for, in nobody's name.
    expect(asked).toEqual(['HEAD /version', undefined])
    const { port: other } = await running(serveTls(expired, (_request, response) => response.setHeader('Date', 'Sat, 18 Jan 2020 09:00:00 GMT').end()))
    expect(await failure(trusting.client.request(at(other)))).toMatchObject({ reason: 'clock', detail: expect.stringMatching(/By the cluster’s clock it is 2020-01-18T.*one of the two clocks is wrong/) as string })
    const { client } = await clientFor(null)
    expect((await doubt(client.probe(at(port)))).doubt).toMatchObject({ timeIsValid: false, nameMatches: true })
  })

  it('writes a bundle that vouches for every server of the login', async () => {
    const [api, oauth] = [await running(serveTls(local, ok)), await running(serveTls(await stranger.issue(['localhost']), ok, { chain: stranger.pem }))]
    const { client, trust } = await clientFor(authority.pem)
    await client.probe(at(api.port))
    await trust.accept([await doubt(client.probe(at(oauth.port)))])
    const bundle = await trust.writeBundle([at(api.port).origin, at(oauth.port).origin])
    const text = await readFile(bundle ?? '', 'utf8')
    const subjects = (text.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? []).map((pem) => new X509Certificate(pem).subject)
    expect(new Set(subjects)).toEqual(new Set(['CN=Lab authority', 'CN=localhost', 'CN=Stranger']))
    expect((await stat(bundle ?? '')).mode & 0o777).toBe(0o600)
  })

  it('reads from a pinned certificate only', async () => {
    const { port } = await running(serveTls(local, ok))
    const { client } = await clientFor(null)
    const { sha256 } = (await doubt(client.probe(at(port)))).doubt
    expect((await client.requestPinned(at(port), sha256)).statusCode).toBe(200)
    expect(await failure(client.requestPinned(at(port), sha256.replace(/^../, '00').replace(/..$/, '00')))).toMatchObject({ kind: 'cluster.unreachable' })
  })
})

describe('failures', () => {
  const reason = async (url: URL, ca: string | null = null, options = {}) => {
    const { client } = await clientFor(ca)
    const error = await failure(client.request(url, options))
    return error.kind === 'cluster.unreachable' ? error.reason : error.kind
  }
  const free = async (): Promise<number> => {
    const server = createServer()
    const started = await listen(server, 0)
    await started.stop()
    return started.port
  }

  it('nothing listens', async () => expect(await reason(at(await free()))).toBe('refused'))
  it('no such name', async () => expect(['nameUnknown', 'network']).toContain(await reason(new URL('https://no-such-host.invalid:6443/'))))
  it('plain HTTP', async () => expect(await reason(at((await running(servePlain((_, response) => response.end('hi')))).port))).toBe('notTls'))
  it('closed at once', async () => {
    const server = createServer((socket) => socket.destroy())
    expect(await reason(at((await running(listen(server, 0))).port))).toBe('reset')
  })
  it('no answer', async () => {
    const { port } = await running(serveTls(local, () => {}))
    expect(await reason(at(port), authority.pem, { timeoutMs: 200 })).toBe('timedOut')
  })
  // Less than the ten seconds that a dial may take by itself.
  it('a dial into silence, given up when its time is over or when it is told to', { timeout: 5_000 }, async () => {
    const { port } = await running(listen(createServer(() => {}), 0))
    expect(await reason(at(port), authority.pem, { timeoutMs: 200 })).toBe('timedOut')
    const { client } = await clientFor(authority.pem)
    await expect(client.request(at(port), { signal: AbortSignal.timeout(200) })).rejects.toMatchObject({ name: 'TimeoutError' })
  })
  it('broken off in the middle of the answer', async () => {
    const { port } = await running(
      serveTls(local, (_, response) => {
        response.writeHead(200, { 'Content-Length': 100 })
        response.write('{', () => response.socket?.destroy())
      }),
    )
    const { client } = await clientFor(authority.pem)
    const answer = await client.request(at(port))
    expect(await failure(readBody(answer, at(port).origin))).toMatchObject({ kind: 'cluster.unreachable', reason: 'reset' })
  })
  it('stops when it is told to', async () => {
    const { port } = await running(serveTls(local, () => {}))
    const { client } = await clientFor(authority.pem)
    const stop = new AbortController()
    const asking = client.request(at(port), { signal: stop.signal })
    stop.abort(new Error('enough'))
    await expect(asking).rejects.toThrow('enough')
  })
})

describe('sockets', () => {
  it('are kept for the next request, and a watch has its own', async () => {
    const ports: (number | undefined)[] = []
    const { port } = await running(
      serveTls(local, (request, response) => {
        ports.push(request.socket.remotePort)
        response.end('{}')
      }),
    )
    const { client } = await clientFor(authority.pem)
    for (const longLived of [false, false, true]) await readBody(await client.request(at(port), { longLived }), '')
    expect(ports[0]).toBe(ports[1])
    expect(ports[2]).not.toBe(ports[0])
  })

  it('that died while they were kept are replaced', async () => {
    let seen = 0
    const { port } = await running(
      serveTls(local, (request, response) => {
        // The second request meets a connection that the server has just dropped.
        if (++seen === 2) return request.socket.destroy()
        response.end('{}')
      }),
    )
    const { client } = await clientFor(authority.pem)
    await readBody(await client.request(at(port)), '')
    expect((await client.request(at(port))).statusCode).toBe(200)
    expect(seen).toBe(3)
  })

  it('that were laid by before the machine slept are not used any more', async () => {
    const ports: (number | undefined)[] = []
    const { port } = await running(
      serveTls(local, (request, response) => {
        // What a laptop's connections are after an hour: open here, gone there.
        if (ports.includes(request.socket.remotePort)) return
        ports.push(request.socket.remotePort)
        response.end('{}')
      }),
    )
    const { client } = await clientFor(authority.pem)
    await readBody(await client.request(at(port)), '')
    const hour = Date.now() + 3_600_000
    const clock = vi.spyOn(Date, 'now').mockImplementation(() => hour)
    cleanUps.push(() => clock.mockRestore())
    await readBody(await client.request(at(port), { timeoutMs: 2_000 }), '')
    expect(new Set(ports).size).toBe(2)
  })
})

describe('a request that changes something', () => {
  it('is never sent twice', async () => {
    let seen = 0
    const { port } = await running(
      serveTls(local, (request, response) => {
        if (++seen === 2) return request.socket.destroy()
        response.end('{}')
      }),
    )
    const { client } = await clientFor(authority.pem)
    await readBody(await client.request(at(port)), '')
    expect(await failure(client.request(at(port), { method: 'POST', body: '{}' }))).toMatchObject({ kind: 'cluster.unreachable', reason: 'reset' })
    expect(seen).toBe(2)
  })
})

describe('proxy', () => {
  it('carries everything through CONNECT, with credentials', async () => {
    const { port } = await running(serveTls(local, ok))
    const proxy = await running(serveProxy())
    const { client } = await clientFor(authority.pem, { HTTPS_PROXY: `http://lab:p%40ss@127.0.0.1:${proxy.port}` })
    // This name exists nowhere; only the proxy finds it.
    expect((await client.request(at(port, 'api.lab.test'))).statusCode).toBe(200)
    expect(proxy.asked).toEqual([{ target: `api.lab.test:${port}`, authorization: `Basic ${Buffer.from('lab:p@ss').toString('base64')}` }])
  })

  it.each([
    [407, 'asks for a name and a password'],
    [503, 'answered 503'],
  ])('that answers %i is named as the one in the way', async (status, said) => {
    const proxy = await running(serveProxy(() => status))
    const { client } = await clientFor(authority.pem, { HTTPS_PROXY: `http://lab:geheim@127.0.0.1:${proxy.port}` })
    const error = await failure(client.request(at(1, 'api.lab.test')))
    expect(error).toMatchObject({ kind: 'cluster.unreachable', reason: 'proxy', detail: expect.stringContaining(said) as string })
    expect(JSON.stringify(error)).not.toContain('geheim')
  })

  it('that is not there', async () => {
    const proxy = await serveProxy()
    await proxy.stop()
    const { client } = await clientFor(authority.pem, { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` })
    expect(await failure(client.request(at(1, 'api.lab.test')))).toMatchObject({ kind: 'cluster.unreachable', reason: 'proxy' })
  })
})

