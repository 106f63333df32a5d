import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { contract } from '../../../../core/contract'
import type { Feature } from '../../../../core/contract/define'
import { reach } from './reach'

const document = readFileSync(join(import.meta.dirname, '../../../../docs/SECURITY.md'), 'utf8')

const features = Object.entries(contract as unknown as Record<string, Feature>)

/** Names of the fields of a schema, at any depth. */
function fieldsOf(schema: z.ZodType): string[] {
  const found: string[] = []
  const walk = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return
    if (Array.isArray(node)) return node.forEach(walk)
    for (const [key, value] of Object.entries(node)) {
      if (key === 'properties' && typeof value === 'object' && value !== null) found.push(...Object.keys(value))
      walk(value)
    }
  }
  walk(z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' }))
  return found
}

describe('what a page that obeys an attacker can reach', () => {
  it('is judged for every call and stream, and for none that is not there', () => {
    for (const [feature, { calls, streams }] of features) {
      expect(Object.keys(reach[feature as keyof typeof reach]).sort(), feature).toEqual([...Object.keys(calls), ...Object.keys(streams)].sort())
    }
  })

  it('is told in the document, by its kinds', () => {
    for (const kind of new Set(Object.values(reach).flatMap((calls) => Object.values(calls)))) expect(document).toContain(`| \`${kind}\` |`)
  })

  it('is no file of its choice: paths are names inside of the notes folder, and where a file is asked for a person chooses it', () => {
    const named = features.flatMap(([feature, { calls, streams }]) => [
      ...Object.entries(calls).flatMap(([name, { input }]) => fieldsOf(input).map((field) => ({ call: `${feature}.${name}`, field }))),
      ...Object.entries(streams).flatMap(([name, { open }]) => fieldsOf(open).map((field) => ({ call: `${feature}.${name}`, field }))),
    ])
    const paths = named.filter(({ field }) => /^(path|file|folder|directory|to|from)$/i.test(field)).map(({ call, field }) => `${call} ${field}`)
    // explain's path names fields of a schema, setTroubles' one of the API; save's from and to are places in a text; import's from says files or a folder.
    const known = /^(notes\.\w+ (path|to|from|folder)|objects\.explain path|practice\.setTroubles path)$/
    expect(paths.filter((each) => !known.test(each))).toEqual([])
  })

  it('is no secret: nothing that is asked for is called a password or a token', () => {
    const asked = features.flatMap(([feature, { calls, streams }]) => [
      ...Object.entries(calls).flatMap(([name, { input }]) => fieldsOf(input).map((field) => `${feature}.${name} ${field}`)),
      ...Object.entries(streams).flatMap(([name, { open }]) => fieldsOf(open).map((field) => `${feature}.${name} ${field}`)),
    ])
    expect(asked.length).toBeGreaterThan(100)
    expect(asked.filter((each) => /passw|token|secret/i.test(each.split(' ')[1] ?? ''))).toEqual([])
  })

  it('has a bound on every text: no call takes one without an end', () => {
    const endless: string[] = []
    for (const [feature, { calls, streams }] of features) {
      const schemas = [...Object.entries(calls).map(([name, { input }]) => [name, input] as const), ...Object.entries(streams).flatMap(([name, { open, up }]) => [[name, open] as const, [`${name} up`, up] as const])]
      for (const [name, schema] of schemas) {
        const json = JSON.stringify(z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' }), (_key, value: unknown) => {
          if (typeof value === 'object' && value !== null && 'type' in value && value.type === 'string') {
            const { maxLength, enum: options, const: only, pattern, format } = value as { maxLength?: number; enum?: unknown; const?: unknown; pattern?: string; format?: string }
            // A pattern from beginning to end that repeats nothing without a limit is a bound of its own.
            const isBounded = pattern !== undefined && /^\^.*\$$/.test(pattern) && !/[*+]|\{\d+,\}/.test(pattern)
            if (maxLength === undefined && options === undefined && only === undefined && format === undefined && !isBounded) return { endless: true }
          }
          return value
        })
        if (json?.includes('"endless":true')) endless.push(`${feature}.${name}`)
      }
    }
    // A form's object is made of fields that the page has; formatYaml bounds what it writes.
    expect(endless.filter((each) => each !== 'objects.formatYaml')).toEqual([])
  })
})
