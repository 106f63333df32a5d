import { boundMarks } from '../text'

/**
 * Reading what a server sent without believing any of it: every function accepts every value, none throws, and text comes out short and
 * without characters that could change how its surroundings are shown.
 */

// The longest name that the API allows is 253; longer text in a row or a fact would only be cut by the view.
const MAX_TEXT = 256

// Control characters, the marks that turn the direction of the text that follows them, and what ends a line or has no width: with it two names look alike.
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g

const harmless = (text: string): string => boundMarks(text.replace(UNSAFE, '\uFFFD'))

export function at(value: unknown, ...path: (string | number)[]): unknown {
  let here = value
  for (const step of path) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, step)) return undefined
    here = (here as Record<string | number, unknown>)[step]
  }
  return here
}

/** Text of at most `max` characters, or null for anything that is not a non-empty string or a number. */
export function textAt(value: unknown, path: (string | number)[], max = MAX_TEXT): string | null {
  const found = at(value, ...path)
  if (typeof found === 'number') return String(found)
  if (typeof found !== 'string' || found === '') return null
  // Cutting first keeps a 10 MB value from being searched.
  return harmless(found.slice(0, max))
}

/** Like `textAt`, for sentences: whatever breaks or spaces their lines becomes one space. */
export function proseAt(value: unknown, path: (string | number)[], max = 1_024): string | null {
  const found = at(value, ...path)
  if (typeof found !== 'string') return null
  const text = found.slice(0, max).replace(/\s+/g, ' ').trim()
  return textAt([text], [0], max)
}

export function listAt(value: unknown, ...path: (string | number)[]): readonly unknown[] {
  const found = at(value, ...path)
  return Array.isArray(found) ? found : []
}

/** The `status` of a condition: `True`, `False`, `Unknown`, or null where there is no such condition. */
export function conditionOf(raw: unknown, type: string): string | null {
  return textAt(findCondition(raw, type), ['status'])
}

export function conditionMessage(raw: unknown, type: string): string | null {
  return textAt(findCondition(raw, type), ['message'], 1024)
}

// Real objects have fewer than thirty conditions; a hostile one may have thousands.
const MAX_CONDITIONS = 200

function findCondition(raw: unknown, type: string): unknown {
  return listAt(raw, 'status', 'conditions')
    .slice(0, MAX_CONDITIONS)
    .find((condition) => at(condition, 'type') === type)
}

/** String entries of a map such as `metadata.labels`, at most `max` of them. */
export function stringsAt(value: unknown, path: (string | number)[], max: number, accepts: (key: string) => boolean): Record<string, string> {
  const found = at(value, ...path)
  const result: Record<string, string> = {}
  if (typeof found !== 'object' || found === null || Array.isArray(found)) return result
  let taken = 0
  for (const key in found) {
    if (taken === max) break
    if (!Object.hasOwn(found, key) || key === '__proto__' || !accepts(key)) continue
    const value = (found as Record<string, unknown>)[key]
    if (typeof value !== 'string') continue
    result[harmless(key.slice(0, MAX_TEXT))] = harmless(value.slice(0, MAX_TEXT))
    taken += 1
  }
  return result
}

const UNITS: Readonly<Record<string, number>> = {
  '': 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18, m: 1e-3,
  Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50, Ei: 2 ** 60,
} // prettier-ignore

/** A Kubernetes quantity such as `30Gi` or `1k` as a number; null where it is none. */
export function quantity(text: string | null): number | null {
  const parts = text === null ? null : /^(\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?)([A-Za-z]{0,2})$/.exec(text)
  const unit = parts && UNITS[parts[2] ?? '']
  return parts && unit !== undefined && unit !== null ? Number(parts[1]) * unit : null
}

/** `30 GiB` for `30Gi` and for `32212254720`; the server's own text where it is no quantity. */
export function bytes(text: string | null): string | null {
  const size = quantity(text)
  if (size === null) return text
  const power = Math.min(4, Math.floor(Math.log2(Math.max(1, size)) / 10))
  const value = size / 2 ** (10 * power)
  return `${value >= 100 ? Math.round(value) : Number(value.toFixed(1))} ${['B', 'KiB', 'MiB', 'GiB', 'TiB'][power]}`
}
