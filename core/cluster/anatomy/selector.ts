import { at, listAt, stringsAt, textAt } from '../raw'

// Real selectors have a handful of each.
const MAX_TERMS = 64

/** Whether a label selector (`matchLabels`, `matchExpressions`) selects these labels. An empty one selects all, as in the API. */
export function selects(selector: unknown, labels: Readonly<Record<string, string>>): boolean {
  const equal = Object.entries(stringsAt(selector, ['matchLabels'], MAX_TERMS, () => true)).every(([key, value]) => labels[key] === value)
  return equal && listAt(selector, 'matchExpressions').slice(0, MAX_TERMS).every((expression) => fits(expression, labels))
}

function fits(expression: unknown, labels: Readonly<Record<string, string>>): boolean {
  const label = labels[textAt(expression, ['key']) ?? '']
  const values = listAt(expression, 'values').slice(0, MAX_TERMS)
  switch (at(expression, 'operator')) {
    case 'In':
      return label !== undefined && values.includes(label)
    case 'NotIn':
      return label === undefined || !values.includes(label)
    case 'Exists':
      return label !== undefined
    case 'DoesNotExist':
      return label === undefined
    default:
      return false
  }
}
