import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { guestImageDir } from '../../../scripts/guest-image/build.mjs'
import { bundle } from '../../../scripts/guest-image/bundle.mjs'
import { callServer, fetchToken } from './classroom'

/** The whole program, as it is started: which guests it has. */

const patience = 60_000
const firstTime = 10 * 60_000
const namespace = 'namespaces/vms-prod'

let folder: string
let child: ChildProcess | undefined

beforeAll(async () => {
  await promisify(execFile)(process.execPath, ['scripts/guest-image.mjs'])
  folder = mkdtempSync(join(tmpdir(), 'guest-choice-'))
  await bundle('practice/main.ts', join(folder, 'main.cjs'))
  await bundle('practice/guests/worker.ts', join(folder, 'guest-worker.cjs'))
}, firstTime)

afterEach(async () => {
  if (child?.exitCode === null) {
    child.kill()
    await once(child, 'exit')
  }
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function start(...words: string[]) {
  const started = spawn(process.execPath, [join(folder, 'main.cjs'), '--json', '--speed', '20', '--data-dir', mkdtempSync(join(folder, 'data-')), ...words], { stdio: ['ignore', 'pipe', 'pipe'] })
  child = started
  let said = ''
  started.stderr.on('data', (part: Buffer) => (said += part.toString()))
  const [line] = (await once(createInterface({ input: started.stdout }), 'line')) as [string]
  const { apiUrl, caFile } = JSON.parse(line) as { apiUrl: string; caFile: string }
  const ca = readFileSync(caFile, 'utf8')
  const token = await fetchToken(ca, apiUrl, 'admin')
  const headers = { Authorization: `Bearer ${token}` }
  const answer = await callServer(ca, `${apiUrl}/apis/subresources.kubevirt.io/v1/${namespace}/virtualmachines/rhel9-db/start`, { method: 'PUT', headers, body: '{}' })
  expect(answer.status).toBe(202)
  const instance = `${apiUrl}/apis/kubevirt.io/v1/${namespace}/virtualmachineinstances/rhel9-db`
  const phase = async () => (JSON.parse((await callServer(ca, instance, { headers })).text) as { status?: { phase?: string } }).status?.phase
  await expect.poll(phase, { timeout: patience }).toBe('Running')
  return {
    said: () => said,
    /** What the serial console says, or why there is none. */
    console() {
      let text = ''
      const socket = new WebSocket(`${apiUrl.replace('https', 'wss')}/apis/subresources.kubevirt.io/v1/${namespace}/virtualmachineinstances/rhel9-db/console`, { ca, headers })
      socket.on('open', () => socket.send(Buffer.from('\n')))
      socket.on('message', (data: Buffer) => (text += data.toString()))
      socket.on('error', ({ message }) => (text += message))
      return () => text
    },
  }
}

describe('the guests of a classroom', { timeout: patience * 2 }, () => {
  it('are of the image that it is told', async () => {
    const { said, console } = await start('--guest-image', guestImageDir)
    await expect.poll(console(), { timeout: patience }).toContain('rhel9-db login: ')
    expect(said()).toBe('')
  })

  it('are missed at the start and at the consoles, and how far their making is', async () => {
    const image = join(folder, 'image')
    const { said, console } = await start('--guest-image', image)
    expect(said()).toContain(`There is no guest image in ${image}: VMs run, but their consoles stay dark. "node scripts/guest-image.mjs" makes it.`)
    await expect.poll(console(), { timeout: patience }).toContain('"node scripts/guest-image.mjs" makes it.')
    writeFileSync(`${image}.progress`, 'installing the root disk (33 s)')
    await expect.poll(console(), { timeout: patience }).toContain('It is being made: installing the root disk (33 s). Look again in a minute.')
    mkdirSync(image)
    writeFileSync(join(image, 'manifest.json'), '{"machine":1}')
    await expect.poll(console(), { timeout: patience }).toContain('only a guest image of another version')
  })

  it('are not there when none are wanted', async () => {
    const { said, console } = await start('--no-guests')
    await expect.poll(console(), { timeout: patience }).toBe('Unexpected server response: 500')
    expect(said()).toBe('')
  })
})
