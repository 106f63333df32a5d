import { readdirSync, readFileSync, statSync } from 'node:fs'
import { createConnection, createServer } from 'node:net'
import { networkInterfaces } from 'node:os'
import { connect } from 'node:tls'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startPractice } from '../../../practice/server'
import { openClassroom, type Classroom } from './classroom'

let classroom: Classroom

beforeAll(async () => {
  classroom = await openClassroom()
})
afterAll(() => classroom.close())

/** Sends bytes as they are and returns what comes back until the server closes. */
function raw(bytes: string): Promise<string> {
  const port = Number(new URL(classroom.practice.apiUrl).port)
  return new Promise((resolve) => {
    let answer = ''
    const socket = connect({ port, host: '127.0.0.1', ca: classroom.ca }, () => socket.end(bytes))
    socket.on('data', (part: Buffer) => (answer += part.toString()))
    socket.on('error', () => resolve(answer))
    socket.on('close', () => resolve(answer))
  })
}

describe('the practice classroom', () => {
  it('keeps URLs, authorities, tokens and objects over a restart', async () => {
    const { apiUrl, consoleUrl } = classroom.practice
    const { ca } = classroom
    const token = await classroom.token('admin')
    await classroom.api('admin', '/api/v1/namespaces/vms-dev/configmaps', { method: 'POST', body: '{"metadata":{"name":"kept"},"data":{"a":"b"}}' })
    await classroom.restart()
    expect(classroom.practice).toMatchObject({ apiUrl, consoleUrl })
    expect(classroom.ca).toBe(ca)
    expect((await classroom.api('admin', '/api/v1/namespaces/vms-dev/configmaps/kept')).body.data).toEqual({ a: 'b' })
    expect(await classroom.token('admin')).toBe(token)
  })

  it('keeps its files to their owner, and no token or password in them', async () => {
    const token = await classroom.token('admin')
    const directory = join(classroom.directory, 'data')
    await classroom.practice.close()
    for (const name of readdirSync(directory)) {
      expect(statSync(join(directory, name)).mode & 0o077).toBe(0)
      const content = readFileSync(join(directory, name), 'utf8')
      expect(content).not.toContain(token)
      expect(content).not.toContain('redhatocp')
    }
    await classroom.restart()
  })

  it('takes other ports when its own are taken', async () => {
    const port = Number(new URL(classroom.practice.apiUrl).port)
    await classroom.practice.close()
    const squatter = createServer().listen(port, '127.0.0.1')
    await new Promise((resolve) => squatter.once('listening', resolve))
    await classroom.restart()
    expect(classroom.practice.apiUrl).not.toContain(`:${port}`)
    await expect(startPractice({ dataDir: join(classroom.directory, 'other'), port })).rejects.toThrow('EADDRINUSE')
    await new Promise((resolve) => squatter.close(resolve))
  })

  it('answers malformed requests and goes on', async () => {
    for (const bytes of ['\x00\x01\x02\r\n\r\n', 'GET\r\n\r\n', 'GET / HTTP/9.9\r\n\r\n', `GET /${'x'.repeat(90_000)} HTTP/1.1\r\n\r\n`, 'POST /api/v1/namespaces HTTP/1.1\r\nHost: a\r\nContent-Length: 99\r\n\r\n{']) await raw(bytes)
    const maps = '/api/v1/namespaces/vms-dev/configmaps'
    const send = (body: string, type = 'application/json', method = 'POST', path = maps) => classroom.api('admin', path, { method, body, headers: { 'Content-Type': type } })
    for (const body of ['{', '[]', '"x"', 'null', '{"metadata":[]}', '{"metadata":{"name":5}}', '{"metadata":{"name":"../x"}}', '{"metadata":{"name":"a","labels":{"a":{}}}}', '{"kind":"Pod","metadata":{"name":"a"}}', '{"metadata":{"name":"a","finalizers":"x"}}']) {
      expect((await send(body)).status, body).toBeGreaterThanOrEqual(400)
    }
    expect((await send('k8s\x00\xff\xff', 'application/vnd.kubernetes.protobuf')).status).toBe(400)
    expect((await send('a: &a [*a]', 'application/yaml')).status).toBe(400)
    expect((await send('{"op":1}', 'application/json-patch+json', 'PATCH', '/api/v1/nodes/worker01')).status).toBe(422)
    expect((await send('[{"op":"add","path":"/__proto__/x","value":1}]', 'application/json-patch+json', 'PATCH', '/api/v1/nodes/worker01')).status).toBe(422)
    expect((await send('{}', 'text/plain', 'PATCH', '/api/v1/nodes/worker01')).status).toBe(415)
    expect((await send(`{"data":{"a":"${'x'.repeat(3_200_000)}"}}`)).status).toBe(413)
    for (const path of ['/api/v1/nodes?labelSelector=a,,=(', '/api/v1/nodes?fieldSelector=spec.nothing=1', '/api/v1/nodes?continue=xyz', '/api/v1/nodes?watch=1&resourceVersion=abc']) {
      expect((await classroom.api('admin', path)).status, path).toBe(400)
    }
    expect((await classroom.api('admin', '/api/v1/nodes/%ff')).status).toBe(404)
    expect((await classroom.api('admin', '/apis/nosuch.io/v1/things')).body).toBe('404 page not found\n')
    expect((await classroom.api('admin', '/api/v1/nodes')).body.items).toHaveLength(5)
    expect(({} as Record<string, unknown>)['x']).toBeUndefined()
  })

  it('listens on the loopback interface alone', async () => {
    const urls = [classroom.practice.apiUrl, classroom.practice.consoleUrl]
    for (const url of urls) expect(new URL(url).hostname).toBe('127.0.0.1')
    const others = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []).filter(({ internal }) => !internal)
    for (const { address } of others) {
      for (const url of urls) {
        const refused = await new Promise((resolve) => {
          const socket = createConnection({ host: address, port: Number(new URL(url).port) }, () => resolve('connected'))
          socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code)).on('connect', () => socket.destroy())
        })
        expect([address, refused]).not.toEqual([address, 'connected'])
      }
    }
  })

  it('shows nobody without a token any object, of whatever kind', async () => {
    const lists: string[] = []
    const { body: root } = await classroom.api(undefined, '/apis')
    const versions = ['/api/v1', ...root.groups.map(({ preferredVersion }: { preferredVersion: { groupVersion: string } }) => `/apis/${preferredVersion.groupVersion}`)]
    for (const version of versions) {
      const { body } = await classroom.api(undefined, version)
      for (const { name, verbs } of body.resources as { name: string; verbs: string[] }[]) if (!name.includes('/') && verbs.includes('list')) lists.push(`${version}/${name}`)
    }
    expect(lists.length).toBeGreaterThan(60)
    for (const path of lists) expect([path, (await classroom.api(undefined, path)).status]).toEqual([path, 403])
    for (const path of ['/practice/status', '/metrics', '/']) expect([path, (await classroom.api(undefined, path)).status]).toEqual([path, 403])
  })
})
