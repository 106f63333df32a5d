import { expect, it } from 'vitest'
import { layoutSchema } from '../../../../core/contract'

const layout = { theme: 'system', treeShown: true, guideShown: true, terminalShown: true, sizes: { tree: 300.5, guide: null, terminal: 34 }, terminalFontSize: 12 }

it('keeps the widths of columns, and knows a border that nobody has moved', () => {
  expect(layoutSchema.parse(layout).sizes).toEqual({ tree: 300.5, guide: null, terminal: 34 })
})

it('takes the shares that earlier versions kept for columns that nobody has sized, and loses nothing else', () => {
  const { sizes, terminalFontSize } = layoutSchema.parse({ ...layout, sizes: { tree: 18.3, guide: 24.4, terminal: 50 } })
  expect(sizes).toEqual({ tree: null, guide: null, terminal: 50 })
  expect(terminalFontSize).toBe(12)
})
