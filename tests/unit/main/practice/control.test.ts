import { EventEmitter } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AppFailure } from '../../../../core/contract'
import { createAsk, createPracticeControl, type ControlledProcess, type PracticeControl } from '../../../../main/practice/control'
import { serveParent } from '../../../../practice/control/parent-door'
import { openClassroom, type Classroom } from '../../practice/classroom'

let classroom: Classroom
let control: PracticeControl

/** Both ends of the channel between the program and the classroom's process, whose messages are copied as the real one copies them. */
function channel(): { process: ControlledProcess & EventEmitter; toChild: EventEmitter } {
  const toChild = new EventEmitter()
  const process = Object.assign(new EventEmitter(), { postMessage: (message: unknown) => void toChild.emit('message', structuredClone(message)) })
  return { process, toChild }
}

const maps = '/api/v1/namespaces/vms-dev/configmaps'
const create = (name: string) => classroom.api('admin', maps, { method: 'POST', body: JSON.stringify({ metadata: { name } }) })
const names = async () => (await classroom.api('admin', maps)).body.items.map(({ metadata }: { metadata: { name: string } }) => metadata.name)

beforeAll(async () => {
  classroom = await openClassroom()
  const { process, toChild } = channel()
  serveParent({ listen: (listener) => toChild.on('message', listener), send: (message) => process.emit('message', structuredClone(message)) }, classroom.practice.control)
  control = createPracticeControl(createAsk(process))
})
afterAll(() => classroom.close())

describe('the practice classroom’s control', () => {
  it('saves, restores and forgets snapshots', async () => {
    await create('before')
    await control.saveSnapshot('step-1')
    expect(await control.listSnapshots()).toMatchObject([{ name: 'step-1' }])
    await create('after')
    await control.restoreSnapshot('step-1')
    expect(await names()).toContain('before')
    expect(await names()).not.toContain('after')
    await control.deleteSnapshot('step-1')
    expect(await control.listSnapshots()).toEqual([])
    await expect(control.restoreSnapshot('step-1')).rejects.toEqual(new AppFailure({ kind: 'practice.refused', message: 'snapshots.practice "step-1" not found' }))
  })

  it('resets the classroom and keeps the snapshots', async () => {
    await create('mine')
    await control.saveSnapshot('kept')
    await control.reset()
    expect(await names()).not.toContain('mine')
    expect(await control.listSnapshots()).toMatchObject([{ name: 'kept' }])
  })

  it('makes trouble, tells it, and can end it although the API refuses everybody', async () => {
    await control.setTroubles([{ status: 401 }])
    expect((await classroom.call(`${classroom.practice.apiUrl}/version`)).status).toBe(401)
    expect((await control.status()).troubles).toEqual([{ status: 401 }])
    await control.setTroubles([])
    expect((await classroom.call(`${classroom.practice.apiUrl}/version`)).status).toBe(200)
  })

  it('changes certificates of API and ingress apart', async () => {
    const trusted = async (url: string) => (await classroom.call(url).catch(() => undefined)) !== undefined
    const { apiUrl, consoleUrl } = classroom.practice
    await control.presentCertificate('ingress', true)
    await expect.poll(() => trusted(consoleUrl)).toBe(false)
    expect(await trusted(apiUrl)).toBe(true)
    expect((await control.status()).foreignCertificates).toEqual(['ingress'])
    await control.presentCertificate('ingress', false)
    await expect.poll(() => trusted(consoleUrl)).toBe(true)
    await control.presentCertificate('api', true)
    await expect.poll(() => trusted(apiUrl)).toBe(false)
    await control.presentCertificate('api', false)
    await expect.poll(() => trusted(apiUrl)).toBe(true)
  })

  it('silences nodes, and makes the classroom big and busy', async () => {
    await control.silenceNode('worker01', true)
    expect((await control.status()).silentNodes).toEqual(['worker01'])
    await control.silenceNode('worker01', false)
    await control.setLoad({ machines: 300, changesPerSecond: 50 })
    expect(await control.status()).toMatchObject({ machines: 300, changesPerSecond: 50, silentNodes: [] })
    await control.setLoad({ machines: 0, changesPerSecond: 0 })
    expect(await control.status()).toMatchObject({ machines: 0, changesPerSecond: 0 })
    await expect(control.silenceNode('worker09', true)).rejects.toMatchObject({ error: { kind: 'practice.refused' } })
  })

  it('says so when the classroom ends before it has answered', async () => {
    const { process } = channel()
    const asked = createPracticeControl(createAsk(process)).reset()
    process.emit('exit', 1)
    await expect(asked).rejects.toEqual(new AppFailure({ kind: 'practice.silent', detail: 'It ended before it answered.' }))
  })
})
