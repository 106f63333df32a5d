import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openClassroom, type Classroom } from '../classroom'

let classroom: Classroom

beforeAll(async () => {
  classroom = await openClassroom()
})
afterAll(() => classroom.close())

function file(name: string, content: object): string {
  const path = join(classroom.directory, name)
  writeFileSync(path, JSON.stringify(content))
  return path
}

describe('server-side apply', () => {
  const settings = (data: object) => file('settings.json', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data })
  const apply = (manager: string, path: string, ...more: string[]) => classroom.kubectl('admin', 'apply', '--server-side', `--field-manager=${manager}`, ...more, '-f', path)

  it('refuses to take another manager’s fields, unless it is told to', async () => {
    expect((await apply('one', settings({ colour: 'red', size: 'small' }))).code).toBe(0)
    expect((await apply('two', settings({ shape: 'round' }))).code).toBe(0)
    expect((await apply('two', settings({ colour: 'red', shape: 'round' }))).code).toBe(0)
    const one = await apply('two', settings({ colour: 'blue' }))
    expect(one.stderr).toContain('Apply failed with 1 conflict: conflict with "one" using v1: .data.colour')
    expect((await apply('two', settings({ colour: 'blue', size: 'big' }))).stderr).toContain('Apply failed with 2 conflicts: conflicts with "one" using v1:\n- .data.colour\n- .data.size')
    expect((await apply('two', settings({ colour: 'blue' }), '--force-conflicts')).code).toBe(0)
    const { body } = await classroom.api('admin', '/api/v1/namespaces/vms-dev/configmaps/settings')
    expect(body.data).toEqual({ colour: 'blue', size: 'small' })
    expect((await apply('two', settings({ colour: 'green' }))).code).toBe(0)
    expect((await apply('one', settings({ colour: 'red' }))).stderr).toContain('conflict with "two" using v1: .data.colour')
  })
})

describe('kubectl edit and patch', () => {
  it('change an object in an editor, and its status alone', async () => {
    const { body: before } = await classroom.api('admin', '/apis/kubevirt.io/v1/namespaces/vms-dev/virtualmachines/rhel9-web')
    const editor = join(classroom.directory, 'editor')
    writeFileSync(editor, '#!/bin/sh\nsed -i "s/^  name: rhel9-web$/  generateName: edited-\\n&/" "$1"\n', { mode: 0o755 })
    process.env['KUBE_EDITOR'] = editor
    const edited = await classroom.kubectl('admin', 'edit', 'vm', 'rhel9-web')
    delete process.env['KUBE_EDITOR']
    expect(edited).toMatchObject({ stdout: 'virtualmachine.kubevirt.io/rhel9-web edited\n' })
    const patch = JSON.stringify({ spec: { runStrategy: 'Halted' }, status: { memoryDumpRequest: { phase: 'Completed' } } })
    expect((await classroom.kubectl('admin', 'patch', 'vm', 'rhel9-web', '--subresource=status', '--type=merge', '-p', patch)).stdout).toBe('virtualmachine.kubevirt.io/rhel9-web patched\n')
    const { body } = await classroom.api('admin', '/apis/kubevirt.io/v1/namespaces/vms-dev/virtualmachines/rhel9-web')
    expect(body.metadata.generateName).toBe('edited-')
    expect(body.spec).toEqual(before.spec)
    expect(body.status.memoryDumpRequest).toEqual({ phase: 'Completed' })
  })
})

describe('field validation', () => {
  const machine = (spec: object) => file('machine.json', { apiVersion: 'kubevirt.io/v1', kind: 'VirtualMachine', metadata: { name: 'typo' }, spec })
  const template = { spec: { domain: { devices: {}, memory: { guest: '1Gi' } } } }

  it('names the fields that a machine does not have, as kubectl prints it', async () => {
    const path = machine({ runStrategy: 'Halted', runstrategy: 'Always', template: { spec: { ...template.spec, domain: { ...template.spec.domain, cpus: 2 } } } })
    const { code, stderr } = await classroom.kubectl('admin', 'create', '-f', path)
    expect(code).toBe(1)
    expect(stderr).toContain('VirtualMachine in version "v1" cannot be handled as a VirtualMachine: strict decoding error: unknown field "spec.runstrategy", unknown field "spec.template.spec.domain.cpus"')
    const warned = await classroom.kubectl('admin', 'create', '--validate=warn', '-f', path)
    expect(warned).toMatchObject({ code: 0, stderr: expect.stringContaining('Warning: unknown field "spec.runstrategy"') })
    await classroom.kubectl('admin', 'delete', 'vm', 'typo')
  })

  it('lets a good one pass', async () => {
    expect((await classroom.kubectl('admin', 'create', '-f', machine({ runStrategy: 'Halted', template }))).stdout).toBe('virtualmachine.kubevirt.io/typo created\n')
    expect((await classroom.kubectl('admin', 'patch', 'vm', 'typo', '--type=merge', '-p', '{"spec":{"runStrategy":"Manual"}}')).code).toBe(0)
  })
})
