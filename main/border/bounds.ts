/** Refusing a value costs the schemas some microseconds, and this process answers all windows: with so many a message costs less than a tenth of a second. */
const MAX_VALUES = 20_000
/** What the contract names is some levels deep; objects of the cluster that a form has made are a few more. */
const MAX_DEPTH = 100

/** Whether a message is small enough to be looked at: in time that its own size does not matter for, also where it is a ring. */
export function isWithinBounds(message: unknown): boolean {
  const waiting: { value: unknown; depth: number }[] = [{ value: message, depth: 0 }]
  let seen = 0
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { value, depth } = next
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) continue
    const parts = partsOf(value, MAX_VALUES - seen)
    if (parts === null || (parts.length > 0 && depth === MAX_DEPTH)) return false
    seen += parts.length
    for (const part of parts) waiting.push({ value: part, depth: depth + 1 })
  }
  return true
}

/** Null for more than `most`. */
function partsOf(value: object, most: number): readonly unknown[] | null {
  if (Array.isArray(value)) return value.length > most ? null : (value as unknown[])
  if (value instanceof Map || value instanceof Set) return value.size * 2 > most ? null : [...value.entries()].flat()
  const parts: unknown[] = []
  for (const key in value) {
    if (parts.length === most) return null
    parts.push((value as Record<string, unknown>)[key])
  }
  return parts
}
