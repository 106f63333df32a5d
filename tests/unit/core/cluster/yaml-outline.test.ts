import { describe, expect, it } from 'vitest'
import { endOfField, findField, normalPath, outlineOf, schemaPathAt } from '../../../../core/cluster/yaml-outline'

const text = `apiVersion: kubevirt.io/v1
kind: VirtualMachine
metadata:
  name: rhel9-test
  labels:
    app.kubernetes.io/name: web # a comment: with a colon
    "quoted key": x
spec:
  template:
    spec:
      volumes:
      - name: rootdisk
        dataVolume:
          name: rhel9-test-rootdisk
      - cloudInitNoCloud:
          userData: |
            #cloud-config
            user: student
        name: cloudinitdisk
      args:
        - one
        - - inner
        - key: two
  runStrategy: Always
`
const lines = text.split('\n')
const outline = outlineOf(lines)

describe('the outline of a YAML text', () => {
  it('has every field by the path that the server writes', () => {
    expect(outline.map(({ path }) => path)).toEqual([
      'apiVersion', 'kind', 'metadata', 'metadata.name', 'metadata.labels', 'metadata.labels.app.kubernetes.io/name', 'metadata.labels.quoted key',
      'spec', 'spec.template', 'spec.template.spec', 'spec.template.spec.volumes', 'spec.template.spec.volumes[0]', 'spec.template.spec.volumes[0].name',
      'spec.template.spec.volumes[0].dataVolume', 'spec.template.spec.volumes[0].dataVolume.name', 'spec.template.spec.volumes[1]',
      'spec.template.spec.volumes[1].cloudInitNoCloud', 'spec.template.spec.volumes[1].cloudInitNoCloud.userData', 'spec.template.spec.volumes[1].name',
      'spec.template.spec.args', 'spec.template.spec.args[0]', 'spec.template.spec.args[1]', 'spec.template.spec.args[1][0]', 'spec.template.spec.args[2]',
      'spec.template.spec.args[2].key', 'spec.runStrategy',
    ]) // prettier-ignore
  })

  it.each([
    ['spec.runStrategy', 23],
    ['$.spec.template.spec.volumes[1].name', 18],
    ['metadata.labels["app.kubernetes.io/name"]', 5],
    ['metadata.labels[app.kubernetes.io/name]', 5],
    ['spec.template.spec.volumes[0].dataVolume.size', 12],
    ['spec.nothing.of.this', 7],
  ])('finds %s, or the nearest field above it', (path, line) => {
    expect(findField(outline, path)?.line).toBe(line)
  })

  it('finds nothing where not even the first part is there', () => {
    expect(findField(outline, 'status.phase')).toBeNull()
    expect(normalPath('[0].a')).toBe('[0].a')
  })

  it('knows where a field ends', () => {
    const end = (path: string): number => endOfField(lines, findField(outline, path) ?? { line: -1, column: 0, path: '' })
    expect(end('metadata')).toBe(6)
    expect(end('spec.template.spec.volumes')).toBe(18)
    expect(end('spec.template.spec.volumes[0]')).toBe(13)
    expect(end('spec.runStrategy')).toBe(23)
  })

  it('says what a schema is asked with at a place', () => {
    expect(schemaPathAt(outline, 11, 8)).toEqual(['spec', 'template', 'spec', 'volumes', 'name'])
    // A new line under `spec`, and one inside a list item.
    expect(schemaPathAt(outlineOf(['spec:', '  ']), 1, 2)).toEqual(['spec'])
    expect(schemaPathAt(outlineOf(['spec:', '  volumes:', '  - name: a', '    ']), 3, 4)).toEqual(['spec', 'volumes'])
  })

  it('is made in one pass of a long text', () => {
    const long = Array.from({ length: 100_000 }, (_, place) => `k${place}: [${'{'.repeat(20)}`)
    expect(outlineOf(long)).toHaveLength(100_000)
  })
})
