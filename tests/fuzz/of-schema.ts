import type fc from 'fast-check'
import type { z } from 'zod'
import { anyValue, uglyText } from './junk'

/** Lists of the contract may be long; what is wrong with the thousandth is wrong with the third. */
const LONGEST_LIST = 4

interface Definition {
  type: string
  shape?: Record<string, z.ZodType>
  element?: z.ZodType
  items?: z.ZodType[]
  options?: z.ZodType[]
  innerType?: z.ZodType
  keyType?: z.ZodType
  valueType?: z.ZodType
  in?: z.ZodType
  entries?: Record<string, string | number>
  values?: unknown[]
}

/**
 * Values that a schema lets in, as hostile as it allows: its strings come from outside. For the kinds of schema that the contract is made of; throws for
 * another, so that none is forgotten. What a refinement of a schema wants besides is not known here: such values may be refused.
 */
export function valuesOf(fastCheck: typeof fc, schema: z.ZodType): fc.Arbitrary<unknown> {
  const definition = schema._zod.def as unknown as Definition
  const { type, shape = {}, element, items = [], options = [], innerType, valueType, entries = {}, values = [] } = definition
  const inner = (of: z.ZodType | undefined): fc.Arbitrary<unknown> => (of ? valuesOf(fastCheck, of) : fastCheck.constant(undefined))
  switch (type) {
    case 'undefined':
    case 'never':
      return fastCheck.constant(undefined)
    case 'boolean':
      return fastCheck.boolean()
    case 'string':
      return stringsOf(fastCheck, schema as z.ZodString)
    case 'number':
      return numbersOf(fastCheck, schema as z.ZodNumber)
    case 'enum':
      return fastCheck.constantFrom(...Object.values(entries))
    case 'literal':
      return fastCheck.constantFrom(...values)
    case 'object':
      return fastCheck.record(Object.fromEntries(Object.entries(shape).map(([key, of]) => [key, inner(of)])))
    case 'array':
      return fastCheck.array(inner(element), { maxLength: LONGEST_LIST })
    case 'tuple':
      return fastCheck.tuple(...items.map(inner))
    case 'record':
      return fastCheck.dictionary(uglyText(fastCheck), inner(valueType), { maxKeys: LONGEST_LIST })
    case 'union':
      return fastCheck.oneof(...options.map(inner))
    case 'nullable':
      return fastCheck.option(inner(innerType), { nil: null })
    case 'optional':
      return fastCheck.option(inner(innerType), { nil: undefined })
    case 'default':
    case 'readonly':
      return inner(innerType)
    case 'catch':
      // Lets everything in, as the value that it has for what does not fit.
      return fastCheck.oneof(inner(innerType), anyValue(fastCheck))
    case 'pipe':
      return inner(definition.in)
    case 'unknown':
      return anyValue(fastCheck)
    case 'custom':
      // The only ones: bytes of a file, a picture, a key.
      return fastCheck.uint8Array({ maxLength: 64 })
    default:
      throw new Error(`no values are known for a schema of type ${type}`)
  }
}

function stringsOf(fastCheck: typeof fc, { minLength, maxLength }: z.ZodString): fc.Arbitrary<string> {
  const [least, most] = [minLength ?? 0, maxLength ?? Infinity]
  return uglyText(fastCheck).map((text) => text.padEnd(least, 'x').slice(0, most))
}

function numbersOf(fastCheck: typeof fc, { minValue, maxValue, format }: z.ZodNumber): fc.Arbitrary<number> {
  const [least, most] = [Math.max(minValue ?? -1e9, -1e9), Math.min(maxValue ?? 1e9, 1e9)]
  return format === null ? fastCheck.double({ min: least, max: most, noNaN: true }) : fastCheck.integer({ min: Math.ceil(least), max: Math.floor(most) })
}
