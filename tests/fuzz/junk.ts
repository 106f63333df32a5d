import type fc from 'fast-check'

/** Texts that break what was written for others: control characters, halves of characters, bidirectional marks, names that objects have already. */
const UGLY = [
  '', ' ', '\0', '\u001b[2J', '\r\n', '\u202e', '\ufeff', '\ud800', '😀', '-0', '1e999', 'NaN', '__proto__', 'constructor', 'toString', 'hasOwnProperty',
  '../../../../etc/passwd', '/etc/passwd', 'C:\\Windows', '..\\..', '.', '..', '~/.ssh/id_rsa', '%2e%2e%2f', 'file:///etc/passwd', 'javascript:alert(1)', '$(touch /tmp/owned)', '`id`', '; rm -rf ~', "'", '"',
  '<img src=x onerror=alert(1)>', '{{NAME}}', '${x}', '%s%n', '&a *a', '!!js/function', '\u2028', 'a'.repeat(300), '-rf', '--kubeconfig=/tmp/x',
] // prettier-ignore

export function uglyText(fastCheck: typeof fc): fc.Arbitrary<string> {
  return fastCheck.oneof(fastCheck.constantFrom(...UGLY), fastCheck.string({ unit: 'binary', maxLength: 40 }), fastCheck.string({ maxLength: 40 }))
}

/** Deeper than any reader's own limit, and not so deep that JSON's own writer gives up. */
const DEEPEST = 1_500

/** Values that cost a reader more than they cost their writer: many, long, deep, around in a circle. */
const COSTLY: readonly (() => unknown)[] = [
  () => 'a'.repeat(2_000_000),
  () => Array.from({ length: 20_000 }, (_, index) => index),
  () => Array.from({ length: 20_000 }, () => ({})),
  () => Array.from({ length: 300_000 }, () => 'x'),
  () => Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`key${index}`, {}])),
  () => Object.fromEntries(Array.from({ length: 30_000 }, (_, index) => [`key${index}`, index])),
  () => new Map(Array.from({ length: 20_000 }, (_, index) => [index, {}])),
  () => nested(2_000, (inner) => [inner]),
  () => nested(2_000, (inner) => ({ a: inner })),
  () => circle(),
  () => JSON.parse('{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}') as unknown,
]

function nested(depth: number, around: (inner: unknown) => unknown): unknown {
  let value: unknown = null
  for (let level = 0; level < depth; level += 1) value = around(value)
  return value
}

function circle(): unknown {
  const ring: Record<string, unknown> = { name: 'ring' }
  ring['self'] = ring
  return ring
}

/** Whatever can be sent from one process to another. */
export function anyValue(fastCheck: typeof fc): fc.Arbitrary<unknown> {
  return fastCheck.oneof(
    { weight: 6, arbitrary: fastCheck.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withTypedArray: true, withSparseArray: true, maxDepth: 3 }) },
    { weight: 3, arbitrary: uglyText(fastCheck) },
    { weight: 1, arbitrary: fastCheck.constantFrom(...COSTLY).map((make) => make()) },
  )
}

/** Whatever a file or a server can say. */
export function anyJson(fastCheck: typeof fc): fc.Arbitrary<unknown> {
  return anyValue(fastCheck).map(asJson)
}

/** What is left of a value once it was written as JSON. */
export function asJson(value: unknown): unknown {
  const above: unknown[] = []
  const text = JSON.stringify(value, function (this: unknown, _name, inner: unknown) {
    while (above.length > 0 && above.at(-1) !== this) above.pop()
    if (typeof inner === 'bigint') return String(inner)
    if (typeof inner !== 'object' || inner === null) return inner
    if (above.includes(inner) || above.length > DEEPEST) return null
    above.push(inner)
    return inner
  }) as string | undefined
  return text === undefined ? null : (JSON.parse(text) as unknown)
}

/** The same value with one place of it, at any depth, made something else, left out, or given a member more. */
export function spoiled(fastCheck: typeof fc, values: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fastCheck
    .tuple(values, fastCheck.array(fastCheck.nat(), { minLength: 1, maxLength: 6 }), fastCheck.constantFrom('replace', 'leave out', 'add'), anyValue(fastCheck), uglyText(fastCheck))
    .map(([value, way, how, junk, name]) => spoilAt(value, way, how, junk, name))
}

type How = 'replace' | 'leave out' | 'add'

function spoilAt(value: unknown, [step = 0, ...way]: number[], how: How, junk: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return junk
  const keys = Object.keys(value)
  const key = keys[step % Math.max(1, keys.length)]
  if (key === undefined) return junk
  const inner = (value as Record<string, unknown>)[key]
  const goesOn = way.length > 0 && typeof inner === 'object' && inner !== null
  const copy: Record<string, unknown> = Array.isArray(value) ? (Object.assign([], value) as never) : { ...value }
  if (goesOn) copy[key] = spoilAt(inner, way, how, junk, name)
  else if (how === 'replace') copy[key] = junk
  else if (how === 'leave out') delete copy[key]
  // Of a list's own length another cannot be made.
  else if (!Array.isArray(copy) || name !== 'length') Object.defineProperty(copy, name, { value: junk, enumerable: true, configurable: true, writable: true })
  return copy
}
